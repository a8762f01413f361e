"""The years already published, from the package ``chinesecalendar`` (2004–2026 in 1.11), and a guess for the next.

The package raises for a year it does not know; here such a year is simply absent, thus provisional.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from chinese_calendar import Holiday, holidays, workdays

from libs.common.calendar.merging import calendar_of, fill_year
from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar

SOURCE = "国务院办公厅节假日安排通知"
STATUTE = "全国年节及纪念日放假办法（2024年修订）"
# The package's short names, as the announcements write them.
_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
# Holidays fixed in the solar calendar: month, day. The lunar ones and every make-up day wait for the announcement.
_FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (5, 2, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))


def published_years() -> range:
    """The years that the installed package knows."""
    return range(min(holidays).year, max(holidays).year + 1)


def seed_rows(years: range | None = None, *, version: int = 0) -> tuple[CalendarDay, ...]:
    """Every day of ``years`` (default: all published), confirmed. ValueError for a year not published."""
    known = published_years()
    wanted = known if years is None else years
    unknown = [year for year in wanted if year not in known]
    if unknown:
        raise ValueError(f"not published: {unknown}; known are {known.start}–{known.stop - 1}")
    announced: dict[int, list[CalendarDay]] = {year: [] for year in wanted}
    for table, kind in ((holidays, DayKind.HOLIDAY), (workdays, DayKind.MAKEUP)):
        for day, name in table.items():
            if day.year in announced:
                announced[day.year].append(CalendarDay(day, kind, _chinese(name), SOURCE, True, version))
    return tuple(
        row for year, rows in announced.items() for row in fill_year(year, rows, source=SOURCE, version=version)
    )


def expected_rows(year: int, *, version: int = 0) -> tuple[CalendarDay, ...]:
    """What the statute alone tells of an unannounced year: unconfirmed, so every date from it stays provisional."""
    fixed = [
        CalendarDay(date(year, month, day), DayKind.HOLIDAY, name, STATUTE, confirmed=False, version=version)
        for month, day, name in _FIXED
    ]
    return fill_year(year, fixed, source=STATUTE, version=version, confirmed=False)


@cache
def seed_calendar() -> WorkingCalendar:
    """All published years and the expected next one: what a new installation starts with."""
    return calendar_of([*seed_rows(), *expected_rows(published_years().stop)])


def _chinese(english: str) -> str:
    name: str = Holiday(english).chinese
    return _FULL_NAMES.get(name, name)
