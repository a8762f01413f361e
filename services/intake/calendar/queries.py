"""Looking at the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar, days_after
from libs.common.calendar.sheet import write_days
from libs.common.editions.standing import in_force
from libs.common.transaction import ReadTransaction
from services.intake.calendar.tables import BOOK, Publication, PublishedDay

BOM = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for the machine's own encoding."""


def year_view(tx: ReadTransaction, year: int) -> dict[str, Any]:
    """Every day of ``year``; those that nobody has said anything of are what their weekday makes them, provisional."""
    standing = in_force(BOOK, tx)
    days = [_day(standing.calendar, day) for day in _days_of(year)]
    provisional = sum(not day["confirmed"] for day in days)
    return {
        "version": standing.number,
        "year": year,
        "calendar_id": standing.calendar.id,
        "confirmed": provisional == 0,
        "provisional_days": provisional,
        "working_days": sum(day["works"] for day in days),
        "days": days,
    }


def year_sheet(tx: ReadTransaction, year: int) -> str:
    """The days of ``year`` that somebody has said something of, as the CSV that may be handed in again."""
    calendar = in_force(BOOK, tx).calendar
    return BOM + write_days(calendar.days[day] for day in _days_of(year) if day in calendar.days)


def publication_sheet(tx: ReadTransaction, number: int) -> str:
    """What publication ``number`` said, as CSV. Raises NotFound."""
    tx.one(Publication, number)
    rows = tx.session.scalars(select(PublishedDay).where(PublishedDay.version == number))
    return BOM + write_days(
        CalendarDay(row.date, DayKind(row.kind), row.name, row.source, row.confirmed, row.version) for row in rows
    )


def find_publications(year: int | None) -> Select[Publication]:
    """Publications, those of a whole ``year`` when it is given."""
    query = select(Publication)
    return query if year is None else query.where(Publication.year == year)


def _days_of(year: int) -> list[date]:
    return list(days_after(date(year - 1, 12, 31), date(year, 12, 31)))


def _day(calendar: WorkingCalendar, day: date) -> dict[str, Any]:
    kind, row = calendar.kind(day), calendar.days.get(day)
    return {
        "date": day,
        "kind": kind.value,
        "kind_words": kind.words,
        "works": kind.works,
        "name": calendar.name(day),
        "source": row.source if row else "",
        "confirmed": calendar.is_confirmed(day),
    }
