"""Rosters of extended hours. They open windows and are counted apart; no working day comes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

from libs.common.errors import Refused
from services.intake.hall.queue.rules import Session


class NotExtended(Refused):
    """The window is open then anyway: that is work, not extended service."""

    code, title, status = "not_extended", "该时段本就是正常班次，不是延时服务", 422


class DayOff(Refused):
    code, title, status = "day_off", "法定节假日不安排延时服务", 422


class PastRoster(Refused):
    """What was rostered is a record; it is not changed afterwards."""

    code, title, status = "past_roster", "过去的轮值不能再改", 422


class RosterClash(Refused):
    """A window or a person twice at the same time."""

    code, title, status = "roster_clash", "同一窗口或同一人的轮值时间重叠", 422


class UnknownClerk(Refused):
    """``data["logins"]`` are not accounts of the centre that may sign in."""

    code, title, status = "unknown_roster_clerk", "本中心没有这名工作人员", 422


@dataclass(frozen=True)
class Shift:
    """One stretch of duty on the hall's wall clock; ``end`` does not count in."""

    start: time
    end: time
    window: int
    clerk: str

    def overlaps(self, start: time, end: time) -> bool:
        return self.start < end and start < self.end


def require_roster(
    day: date, today: date, weekday: int | None, sessions: Iterable[Session], shifts: Sequence[Shift]
) -> None:
    """Whether ``shifts`` may be the roster of ``day``, which has the standing ``sessions`` of ``weekday`` (None: off).

    Raises PastRoster, DayOff, NotExtended, RosterClash.
    """
    if day < today:
        raise PastRoster(field="day")
    if weekday is None and shifts:
        raise DayOff(field="day")
    regular = [session for session in sessions if not session.extended]
    for shift in shifts:
        if any(session.serves([shift.window]) and shift.overlaps(session.start, session.end) for session in regular):
            raise NotExtended(f"{shift.window}号窗口 {shift.start:%H:%M}", field="shifts")
    for one, other in combinations(shifts, 2):
        if one.overlaps(other.start, other.end) and (one.window == other.window or one.clerk == other.clerk):
            raise RosterClash(f"{one.start:%H:%M}", field="shifts")
