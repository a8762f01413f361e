"""Months as offices count them. All days are dates on the hall's wall (Asia/Shanghai)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from libs.common.errors import Invalid

CALENDAR_CUT = 31
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class NotAMonth(Invalid):
    code, title = "not_a_month", "月份应写作 2026-03"


class NotADay(Invalid):
    code, title = "not_a_day", "日期应写作 2026-03-02"


class PeriodBackwards(Invalid):
    code, title = "period_backwards", "截止日期早于开始日期"


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included. Raises PeriodBackwards."""

    first: date
    last: date
    title: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodBackwards(field="until")

    @property
    def day_before(self) -> date:
        return self.first - timedelta(days=1)


def month_period(month: str, cut_off_day: int) -> Period:
    """The month ``yyyy-mm`` that ends with ``cut_off_day`` and begins the day after that of the month before.

    25 is from the 26th to the 25th; 31 is the calendar month. Raises NotAMonth.
    """
    found = _MONTH.fullmatch(month)
    if found is None or int(found[1]) < 2000:
        raise NotAMonth(month, field="month")
    year, number = int(found[1]), int(found[2])
    before = date(year, number, 1) - timedelta(days=1)
    first = _cut(before.year, before.month, cut_off_day) + timedelta(days=1)
    return Period(first, _cut(year, number, cut_off_day), f"{year}年{number}月")


def day_period(text: str) -> Period:
    """One day, ``yyyy-mm-dd``. Raises NotADay."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotADay(text, field="day") from None
    # Python reads 20260302 as well: one day has one address. And the day before the first of all is no date.
    if day.isoformat() != text or day.year < 2000:
        raise NotADay(text, field="day")
    return Period(day, day, f"{day.year}年{day.month}月{day.day}日")


def span_period(first: date, last: date) -> Period:
    """Any stretch of days. Raises PeriodBackwards, NotADay (before the year 2000)."""
    if first.year < 2000:
        raise NotADay(field="from")
    return Period(first, last, f"{first}至{last}")


def _cut(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
