"""The calendar in force here, and taking in what *intake* published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar
from libs.common.editions.standing import in_force
from libs.common.editions.taking import add_days
from libs.common.transaction import ReadTransaction, Transaction
from services.petitions.calendar.tables import BOOK


def working_calendar(tx: ReadTransaction) -> WorkingCalendar:
    """The calendar in force, one and the same throughout a transaction; days not announced are provisional (暂定)."""
    return in_force(BOOK, tx).calendar


def calendar_edition(tx: ReadTransaction) -> int:
    """The edition that dates counted by ``working_calendar(tx)`` are kept with, so that a later one finds them."""
    return in_force(BOOK, tx).number


def take_in(tx: Transaction, publication: Mapping[str, Any]) -> bool:
    """Take in the data of CALENDAR_PUBLISHED. Whichever publication comes first, the higher number stands in the end.

    Returns whether another calendar is in force by it.
    """
    number = publication["number"]
    days = [
        CalendarDay(day["date"], DayKind(day["kind"]), day["name"], day["source"], day["confirmed"], number)
        for day in publication["days"]
    ]
    return add_days(BOOK, tx, days, f"{publication['source']}（第{number}号）")
