"""When a class gives no more numbers, and when its waiting is an alarm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from libs.common.errors import Refused
from services.intake.hall.queue.rules import Session, session_at

WAITING_COUNT, WAITING_TIME = "waiting_count", "waiting_time"
ALARMS = (WAITING_COUNT, WAITING_TIME)
RAISED, CLEARED = "raised", "cleared"


class DailyCapReached(Refused):
    code, title = "daily_cap_reached", "该业务今天的号已取完"


class BandFull(Refused):
    code, title = "band_full", "该业务本时段的号已取完，请换个时段再来"


class StoppedIssuing(Refused):
    code, title = "stopped_issuing", "临近下班，该业务已停止取号"


class UnknownGround(Refused):
    code, title, status = "unknown_ground", "没有这项优先事由", 422


@dataclass(frozen=True)
class Band:
    """A stretch of the day, on the hall's wall clock, and how many numbers it gives."""

    start: time
    end: time
    tickets: int


def bands_of(stored: Iterable[Mapping[str, Any]]) -> list[Band]:
    """Bands as the table keeps them."""
    return [
        Band(time.fromisoformat(each["from"]), time.fromisoformat(each["until"]), each["tickets"]) for each in stored
    ]


def open_at(hours: Iterable[Mapping[str, Any]], now: datetime) -> bool:
    """Whether one of a class's own hours (as the table keeps them) holds ``now``, on the hall's wall clock."""
    at = now.strftime("%H:%M")
    return any(each["weekday"] == now.isoweekday() and each["from"] <= at < each["until"] for each in hours)


def band_at(bands: Iterable[Band], at: time) -> Band | None:
    """The band that ``at`` lies in; its start counts in, its end does not."""
    return next((band for band in bands if band.start <= at < band.end), None)


def require_below(given: int, most: int | None, refusal: type[Refused]) -> None:
    """Raises ``refusal`` when ``given`` numbers, this one included, are more than ``most`` (None: no limit)."""
    if most is not None and given > most:
        raise refusal(most=most)


def closing(sessions: Collection[Session], weekday: int, at: time, windows: Collection[int]) -> time | None:
    """When the class closes that runs at ``at``: the end of the last session in a row that serves ``windows``."""
    session = session_at(sessions, weekday, at)
    end = None
    while session is not None and session.serves(windows):
        end = session.end
        session = session_at(sessions, weekday, end)
    return end


def require_time_left(now: datetime, closes: time | None, minutes: int) -> None:
    """Raises StoppedIssuing in the last ``minutes`` before ``closes``. ``now`` is on the hall's wall clock."""
    if closes is None or not minutes:
        return
    end = now.replace(hour=closes.hour, minute=closes.minute, second=closes.second, microsecond=0)
    if now >= end - timedelta(minutes=minutes):
        raise StoppedIssuing(closes=closes.isoformat("minutes"))


def alarms(
    waiting: int, longest_seconds: int, most_waiting: int | None, most_minutes: int | None
) -> dict[str, tuple[bool, int, int]]:
    """For each alarm that is set: whether it rings, the value (people, whole minutes) and its limit."""
    found = {}
    if most_waiting is not None:
        found[WAITING_COUNT] = (waiting >= most_waiting, waiting, most_waiting)
    if most_minutes is not None:
        minutes = longest_seconds // 60
        found[WAITING_TIME] = (minutes >= most_minutes, minutes, most_minutes)
    return found
