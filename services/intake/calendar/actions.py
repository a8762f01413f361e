"""The calendar in force."""

from __future__ import annotations

from functools import cache

from libs.common.calendar.rules import WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.transaction import ReadTransaction


def working_calendar(tx: ReadTransaction) -> WorkingCalendar:
    """The calendar in force; the year after the last announced one is provisional (暂定)."""
    return _shipped()


@cache
def _shipped() -> WorkingCalendar:
    return seed_calendar()
