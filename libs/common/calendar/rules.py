"""Working days (工作日) for time limits. All dates are days in Asia/Shanghai; nothing here reads a clock.

Rule: 行政许可法 art. 82, limits count working days without statutory holidays; make-up days (调休上班) count.
Extended service (延时服务: weekday noon, rostered Saturdays) has no kind here on purpose: it never makes a
working day. Power cuts and typhoons close the hall but do not stop the clock, so they are not here either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from libs.common.errors import Refused

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    """What a day is by the announced arrangement, not whether the hall happens to be open."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"

    @property
    def works(self) -> bool:
        return self in (DayKind.WORKDAY, DayKind.MAKEUP)

    @property
    def words(self) -> str:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    DayKind.WORKDAY: "工作日",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "节假日",
    DayKind.MAKEUP: "调休上班",
}


class InvalidDay(Refused):
    """A row that contradicts the week: a make-up day on a Wednesday, a weekend on a Monday."""

    code, title, status = "calendar.invalid_day", "日历行有误", 422


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One row of the table.

    ``version`` numbers the publication that the row came with: the higher replaces the lower, whatever
    the order of arrival. ``confirmed`` is false for a guess made before the year's announcement.
    """

    date: date
    kind: DayKind
    name: str = ""
    source: str = ""
    confirmed: bool = True
    version: int = 0

    def __post_init__(self) -> None:
        plain_date(self.date)
        weekend = self.date.weekday() >= SATURDAY
        if self.kind in (DayKind.WEEKEND, DayKind.MAKEUP) and not weekend:
            raise InvalidDay(f"{self.date} 是周一至周五，不能记为{self.kind.words}", field="kind")
        if self.kind is DayKind.WORKDAY and weekend:
            raise InvalidDay(f"{self.date} 是周六或周日，上班应记为{DayKind.MAKEUP.words}", field="kind")

    @property
    def rank(self) -> tuple[int, bool, str, str, str]:
        """The greater rank stands when two rows name the same day; total, so arrival never decides."""
        return (self.version, self.confirmed, self.kind.value, self.name, self.source)


@dataclass(frozen=True)
class WorkingCalendar:
    """All rows in force. Build it with ``merging.calendar_of``; days without a row fall back to Monday–Friday
    and are provisional (暂定).

    ``version`` is the highest version of any row; ``id`` adds a hash of the content and is what figures and
    printed papers record as their provenance.
    """

    version: int = 0
    days: Mapping[date, CalendarDay] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def id(self) -> str:
        digest = hashlib.sha256()
        for day in sorted(self.days):
            row = self.days[day]
            fields = (day.isoformat(), row.kind.value, row.name, row.source, str(row.confirmed), str(row.version))
            digest.update("\x1f".join(fields).encode() + b"\n")
        return f"{self.version}-{digest.hexdigest()[:12]}"

    def kind(self, day: date) -> DayKind:
        row = self.days.get(plain_date(day))
        if row is not None:
            return row.kind
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY

    def name(self, day: date) -> str:
        """The holiday's name (春节), also on its make-up days; empty on a plain day."""
        row = self.days.get(plain_date(day))
        return row.name if row is not None else ""

    def is_working(self, day: date) -> bool:
        return self.kind(day).works

    def covers(self, day: date) -> bool:
        """Whether the table has a row for the day, confirmed or not."""
        return plain_date(day) in self.days

    def is_confirmed(self, when: date | int) -> bool:
        """A day, or a whole year (an int): every single day of it has a confirmed row."""
        if isinstance(when, int):
            return all(self.is_confirmed(day) for day in days_after(date(when - 1, 12, 31), date(when, 12, 31)))
        row = self.days.get(plain_date(when))
        return row is not None and row.confirmed

    def is_provisional(self, after: date, until: date) -> bool:
        """Whether any day in ``after < day <= until`` is not confirmed."""
        return any(not self.is_confirmed(day) for day in days_after(after, until))

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``, which is day 0 (the day of acceptance) whatever its kind.

        A negative count goes back: -1 is the working day before ``start``. 0 is ``start`` itself.
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        day, left = plain_date(start), abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in ``start < day <= end``; negative when ``end`` is the earlier one."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(day) for day in days_after(start, end))

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it works, else the first one after it that does."""
        return day if self.is_working(day) else self.add_working_days(day, 1)


def days_after(after: date, until: date) -> Iterator[date]:
    """Each day in ``after < day <= until``."""
    for offset in range(1, (until - after).days + 1):
        yield after + timedelta(days=offset)


def plain_date(day: date) -> date:
    """Refuses a datetime, which is a date to Python but equals no row of the table."""
    if isinstance(day, datetime):
        raise TypeError(f"a date in Asia/Shanghai is needed, not a moment: {day!r}")
    return day
