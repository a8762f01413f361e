"""Life of an emergency text, and how long a board may take to show it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from libs.common.errors import Refused
from libs.terminal.envelope import stamp

MOVES: Final = {"end": ({"in_force"}, "ended"), "lapse": ({"in_force"}, "lapsed")}
"""Move → (from, to)."""
MOST: Final = 5
"""In force at a time in one centre; they take turns on the boards."""
LONGEST_WAIT: Final = 300.0
"""Real seconds between two tries with a board that is there and does not answer."""


class EmergencyOver(Refused):
    code, title = "emergency_over", "紧急插播已经结束"


class TooManyEmergencies(Refused):
    code, title = "too_many_emergencies", "同时生效的紧急插播过多，请先结束一条"


class BadEnd(Refused):
    code, title, status = "emergency_until", "结束时间应在现在之后，且不超过允许的最长时间", 422


def ends_at(now: datetime, wanted: datetime | None, longest_hours: float) -> datetime:
    """Until when it holds. None: until it is ended, but no longer than the setting, for a board whose network is
    gone cannot be told. Raises BadEnd.
    """
    latest = now + timedelta(hours=longest_hours)
    if wanted is None:
        return latest
    if not now < wanted <= latest:
        raise BadEnd(field="until_at")
    return wanted


def item(row: Any) -> dict[str, Any]:
    """One item of the command ``emergency``; ``row`` has the columns of Emergency."""
    return {"code": row.id, "text": row.text, "from": stamp(row.raised_at), "until": stamp(row.until_at)}


def wait(confirm_seconds: float, tries: int) -> float:
    """Real seconds until the next look at a board that was told ``tries`` times."""
    return min(LONGEST_WAIT, confirm_seconds * 2 ** max(0, min(tries, 10) - 1))
