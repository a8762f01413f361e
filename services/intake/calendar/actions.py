"""The calendar in force, as every room asks for it."""

from __future__ import annotations

from libs.common.calendar.rules import WorkingCalendar
from libs.common.editions.standing import in_force
from libs.common.transaction import ReadTransaction
from services.intake.calendar.tables import BOOK


def working_calendar(tx: ReadTransaction) -> WorkingCalendar:
    """The calendar in force, one and the same throughout a transaction; days not announced are provisional (暂定)."""
    return in_force(BOOK, tx).calendar


def calendar_edition(tx: ReadTransaction) -> int:
    """The edition that dates counted by ``working_calendar(tx)`` are kept with, so that a later one finds them."""
    return in_force(BOOK, tx).number
