"""What an agent makes of a camera's answers: its state, counts by period, and the times without counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from libs.terminal.camera.source import Counters, Status, Tally
from libs.terminal.envelope import instant, stamp
from libs.terminal.vocabulary import Unseen

DARKEST: Final = 8
"""Mean brightness (0–255) at which a lens counts as covered, where the source tells it."""


MOST: Final = 1_000_000
"""People in one period; more than a hall can hold is a counter gone mad."""


@dataclass(frozen=True)
class Patience:
    """Hall time. ``freeze``: a picture that stays the same; ``dark``: a lens without light; ``offline``: no answer."""

    freeze: timedelta = timedelta(seconds=30)
    dark: timedelta = timedelta(seconds=10)
    offline: timedelta = timedelta(seconds=15)


@dataclass(frozen=True)
class State:
    """As ``camera-state`` tells it. ``why`` while it is not online."""

    online: bool
    last_frame_at: datetime | None
    tampered: bool
    why: Unseen | None = None

    @property
    def blind(self) -> Unseen | None:
        """Why counts of this time are worth nothing, or None."""
        return self.why or (Unseen.TAMPERED if self.tampered else None)


@dataclass(frozen=True)
class Count:
    zone: str
    begin: datetime
    until: datetime
    entered: int
    left: int
    present: int


@dataclass(frozen=True)
class Gap:
    """A time whose counts are missing (缺数)."""

    zone: str
    begin: datetime
    until: datetime
    why: Unseen


class StateWatch:
    """Follows answers and silences; ``state`` is None until the first."""

    def __init__(self, started: datetime, patience: Patience) -> None:
        self.state: State | None = None
        self._patience = patience
        self._answered = started
        self._frame, self._moved = "", started
        self._dark_since: datetime | None = None

    def heard(self, status: Status, now: datetime) -> State:
        self._answered = now
        if status.frame != self._frame:
            self._frame, self._moved = status.frame, now
        dark = status.brightness is not None and status.brightness <= DARKEST
        self._dark_since = (self._dark_since or now) if dark else None
        covered = self._dark_since is not None and now - self._dark_since >= self._patience.dark
        frozen = now - self._moved >= self._patience.freeze
        why = Unseen.OFFLINE if not status.online else Unseen.FROZEN if frozen else None
        self.state = State(why is None, status.last_frame_at, status.tampered or covered, why)
        return self.state

    def doubtful(self, now: datetime) -> bool:
        """The picture has not moved for a while: whether it is frozen is not known yet, nor what counts are worth."""
        return now - self._moved >= self._patience.freeze / 3

    def silent(self, now: datetime) -> State | None:
        """No answer: offline after a while, not at the first."""
        if now - self._answered >= self._patience.offline:
            last = self.state or State(False, None, False)
            self.state = replace(last, online=False, why=Unseen.UNREACHABLE)
        return self.state


@dataclass(frozen=True)
class Mark:
    """Up to where a zone was told, and the counter at that moment. Kept over restarts of the agent."""

    until: datetime
    since: datetime
    tally: Tally

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {"until": stamp(self.until), "since": stamp(self.since), "tally": list(astuple(self.tally))}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Mark:
        """From what ``kept`` made."""
        return cls(instant(kept["until"]), instant(kept["since"]), Tally(*kept["tally"]))


class CountWatch:
    """Counts from running totals: what passed while only the agent was away is in them, so it is no gap.

    ``marks`` by zone, from before. ``blind`` is told whenever the camera begins to see nothing.
    """

    def __init__(self, marks: Mapping[str, Mark] | None = None) -> None:
        self.marks = dict(marks or {})
        self._blind: Unseen | None = None

    def blinded(self, why: Unseen | None) -> None:
        """The camera sees nothing worth counting since some time; an unreachable one may be counting on."""
        if why is not None and why != Unseen.UNREACHABLE:
            self._blind = self._blind or why

    def heard(self, counters: Counters, now: datetime, blind: Unseen | None) -> list[Count | Gap]:
        """The counts and gaps since the last time. Periods of a zone follow each other and never overlap."""
        self.blinded(blind)
        found: list[Count | Gap] = []
        for zone, tally in sorted(counters.zones.items()):
            mark = self.marks.get(zone)
            if mark is not None and now <= mark.until:
                continue  # the clock was set back: what is told stands, and the totals go on
            self.marks[zone] = Mark(now, counters.since, tally)
            if mark is not None:
                found.append(self._since(zone, mark, counters.since, tally, now))
        self._blind = blind if blind != Unseen.UNREACHABLE else None
        return found

    def _since(self, zone: str, mark: Mark, since: datetime, tally: Tally, now: datetime) -> Count | Gap:
        entered, left = tally.entered - mark.tally.entered, tally.left - mark.tally.left
        if self._blind is not None:
            return Gap(zone, mark.until, now, self._blind)
        if since != mark.since or not (0 <= entered <= MOST and 0 <= left <= MOST):
            return Gap(zone, mark.until, now, Unseen.RESET)
        return Count(zone, mark.until, now, entered, left, tally.present)
