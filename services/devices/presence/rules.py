"""Presence and the count of a session, decided message by message. Pure.

Birth is ``hello``, death is the last will ``gone`` of the same session. A will that comes after the next
session's birth belongs to a connection that is over: it says nothing about the present one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

USUAL_SECONDS = 60.0
"""Between heartbeats of a terminal that was told nothing else (docs/terminal-protocol.md, 4.1)."""
NOBODY_LISTENED = timedelta(seconds=15)
"""Real time between two looks after which *devices* counts as having been away."""
SILENT_HEARTBEATS = 3
"""So many heartbeats missed and a terminal counts as lost even without its will (a broker that was killed)."""


@dataclass
class Standing:
    """What is known of a terminal's presence; changed as its messages are read."""

    session: str | None = None
    last_seq: int = 0
    asked: bool = False
    connected: bool = False
    online: bool = False
    since: datetime | None = None
    left_at: datetime | None = None

    def hello(self, session: str, seq: int | None, now: datetime) -> bool:
        """A session is born, or announces itself again. True when the terminal comes online by it."""
        self.session, self.last_seq, self.asked = session, seq or self.last_seq, False
        self.connected, self.left_at = True, None
        if self.online:
            return False
        self.online, self.since = True, now
        return True

    def gone(self, session: str, now: datetime) -> bool:
        """The will of ``session``. True when it is the present one's and was not known; else it is old news."""
        if session != self.session or not self.connected:
            return False
        self.connected, self.left_at = False, now
        return True

    def counted(self, session: str, seq: int | None) -> bool:
        """Follow the count. True when something is missing and the terminal must be asked to announce itself.

        Asked once until it says hello: a session never announced, or a gap in the numbers of the present one.
        """
        if session != self.session:
            missing = True
        else:
            missing = seq is not None and seq > self.last_seq + 1
            self.last_seq = max(self.last_seq, seq or 0)
        if not missing or self.asked:
            return False
        self.asked = True
        return True


def silence(usual: float, settings: Mapping[str, Any]) -> timedelta:
    """How long (real time) a terminal may say nothing; ``usual`` seconds between heartbeats, or its own setting."""
    own = settings.get("heartbeat_seconds")
    longest = max(usual, float(own)) if isinstance(own, int | float) else usual
    return timedelta(seconds=SILENT_HEARTBEATS * longest)


def listening_since(since: datetime | None, looked_at: datetime | None, real_now: datetime) -> datetime:
    """Since when terminals have been heard without a break, at a look at ``real_now``; see ``Listening``."""
    if since is None or looked_at is None or real_now - looked_at > NOBODY_LISTENED:
        return real_now
    return since


def lost_since(
    standing: Standing,
    heard_at: datetime | None,
    seen_at: datetime | None,
    *,
    now: datetime,
    grace: timedelta,
    real_now: datetime,
    listening: datetime,
    silence: timedelta,
) -> datetime | None:
    """Since when (hall time) an online terminal counts as offline, or None.

    ``grace`` after its will in hall time; ``silence`` without any word (``heard_at``) in real time, as far as
    somebody was ``listening``. Whom silence gives away is gone since its last word (``seen_at``).
    """
    if not standing.online:
        return None
    if standing.left_at is not None:
        return standing.left_at if now - standing.left_at >= grace else None
    if heard_at is not None and real_now - max(heard_at, listening) >= silence:
        return seen_at or now
    return None
