"""An arrangement (放假安排) as it is handed in: days from a file or one by one, and whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from libs.common.calendar.merging import fill_year
from libs.common.calendar.rules import CalendarDay, InvalidDay, WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.calendar.sheet import COLUMNS, Check, RowError, Sheet, Usual, read_lines
from libs.common.calendar.workbook import read_file

DECEMBER = 12


@dataclass(frozen=True)
class Arrangement:
    """``source``: name and number of the notice. ``year``: the days are all that a whole year's arrangement names.

    ``confirmed``: what days that do not say so themselves are. ``sheet`` holds the days, of no version yet.
    """

    source: str
    year: int | None
    confirmed: bool
    sheet: Sheet

    @property
    def errors(self) -> tuple[RowError, ...]:
        """Everything that keeps it from being published."""
        if self.sheet.errors or self.sheet.days:
            return self.sheet.errors
        return (RowError(0, "", "empty", "没有任何日期"),)

    def days(self, version: int) -> tuple[CalendarDay, ...]:
        """What it says of each day, as of publication ``version``; of a whole year also the days it does not name."""
        named = [replace(day, version=version) for day in self.sheet.days]
        if self.year is None:
            return tuple(named)
        return fill_year(self.year, named, source=self.source, version=version, confirmed=self.confirmed)


def from_file(content: bytes, source: str, year: int | None, confirmed: bool) -> Arrangement:
    """From a CSV or Excel file. Slow for a long one: outside of transactions."""
    return Arrangement(source, year, confirmed, read_file(content, _usual(source, year, confirmed)))


def from_days(days: Sequence[Mapping[str, Any]], source: str, year: int | None, confirmed: bool) -> Arrangement:
    """From days with ``date``, ``kind``, perhaps ``name``, ``source``, ``confirmed``; errors count the first as 1."""
    lines = [COLUMNS, *([_cell(day.get(column)) for column in COLUMNS] for day in days)]
    usual = replace(_usual(source, year, confirmed), first=1)
    return Arrangement(source, year, confirmed, read_lines(lines, usual))


def _usual(source: str, year: int | None, confirmed: bool) -> Usual:
    return Usual(source=source, confirmed=confirmed, check=_must_fit(year, seed_calendar()))


def _must_fit(year: int | None, seed: WorkingCalendar) -> Check:
    def check(day: CalendarDay) -> None:
        if year is not None and not _belongs(day.date, year):
            raise InvalidDay(f"{day.date} 不属于 {year} 年的安排（可含上年 12 月）", field="date")
        if not day.confirmed and seed.is_confirmed(day.date):
            raise InvalidDay(f"{day.date} 的安排早已公布，不能改回暂定", field="confirmed")

    return check


def _belongs(day: date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and day.month == DECEMBER)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value or ""
