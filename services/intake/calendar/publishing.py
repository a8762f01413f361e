"""Publishing an arrangement (公布放假安排), and what it would change before that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from libs.common.actor import EVERYWHERE
from libs.common.calendar.changes import changed_days
from libs.common.calendar.merging import over_seed
from libs.common.calendar.rules import CalendarDay, WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.editions.foreseeing import foresee
from libs.common.editions.schemas import change_shown
from libs.common.editions.standing import in_force, published
from libs.common.editions.taking import add_days
from libs.common.errors import Invalid, StaleVersion
from libs.common.events.intake import CALENDAR_PUBLISHED, MOST_DAYS
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.arrangement import Arrangement
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.rules import KINDS
from services.intake.calendar.tables import BOOK, Publication

[ALL_CENTRES] = EVERYWHERE
SUBJECT = "calendar"


class ArrangementRefused(Invalid):
    """``errors`` names each wrong row; nothing was published."""

    code, title = "calendar_arrangement_refused", "放假安排有误，未公布"


def preview(tx: ReadTransaction, arrangement: Arrangement) -> dict[str, Any]:
    """What is wrong with it; if nothing, what it would change and how many open deadlines would move.

    ``version`` is the edition that it was compared with. Yields, so not inside of a write transaction.
    """
    standing = in_force(BOOK, tx)
    errors = [asdict(error) for error in arrangement.errors]
    shown: dict[str, Any] = {"version": standing.number, "errors": errors, "days": 0, "changes": [], "deadlines": []}
    if errors:
        return shown
    new = _news(standing.calendar, arrangement.days(_next_number(tx)))
    calendar = over_seed(seed_calendar(), [*published(BOOK, tx), *new])
    changes = changed_days(standing.calendar, calendar)
    foreseen = foresee(BOOK, tx, BEARERS, calendar) if changes else []
    return {
        **shown,
        "days": len(new),
        "changes": [change_shown(change) for change in changes],
        "deadlines": [{**count, "words": KINDS[count["kind"]]} for count in foreseen],
    }


def publish(tx: Transaction, arrangement: Arrangement) -> dict[str, Any]:
    """Publish it: in force at once, and every open deadline follows. The same content again changes nothing.

    Raises ArrangementRefused, StaleVersion (If-Match: another edition than the one that was previewed).
    """
    if arrangement.errors:
        told = [{"field": f"第{error.line}行 {error.column}", "message": error.message} for error in arrangement.errors]
        raise ArrangementRefused(f"{len(told)} 处错误", errors=told)
    standing = in_force(BOOK, tx)
    if tx.if_match is not None and tx.if_match != standing.number:
        raise StaleVersion(version=standing.number)
    number = _next_number(tx)
    days = _news(standing.calendar, arrangement.days(number))
    if not days:
        return {"published": False, "number": number - 1, "edition": standing.number, "days": 0, "changed": 0}
    add_days(BOOK, tx, days, f"{arrangement.source}（第{number}号）")
    now = in_force(BOOK, tx)
    row = {
        "number": number,
        "source": arrangement.source,
        "year": arrangement.year,
        "days": len(days),
        "changed": len(changed_days(standing.calendar, now.calendar)),
        "edition": now.number,
    }
    tx.session.add(Publication(**row, published_at=tx.now, published_by=tx.actor.id))
    _tell(tx, number, arrangement.source, days)
    tx.audit("calendar.publish", f"publication/{number}", **{key: row[key] for key in row if key != "number"})
    return {"published": True, **row}


def _next_number(tx: ReadTransaction) -> int:
    return (tx.session.scalar(select(func.max(Publication.number))) or 0) + 1


def _news(calendar: WorkingCalendar, days: Sequence[CalendarDay]) -> list[CalendarDay]:
    """Those that say something else than what is in force, be it only the source."""
    return [day for day in days if _said(day) != _said(calendar.days.get(day.date))]


def _said(day: CalendarDay | None) -> tuple[object, ...]:
    return () if day is None else (day.kind, day.name, day.source, day.confirmed)


def _tell(tx: Transaction, number: int, source: str, days: Sequence[CalendarDay]) -> None:
    parts = [days[first : first + MOST_DAYS] for first in range(0, len(days), MOST_DAYS)]
    for part, some in enumerate(parts, 1):
        told = {
            "number": number,
            "part": part,
            "parts": len(parts),
            "source": source,
            "published_at": tx.now,
            "days": [_day_told(day) for day in some],
        }
        tx.emit(CALENDAR_PUBLISHED, SUBJECT, ALL_CENTRES, told)


def _day_told(day: CalendarDay) -> dict[str, Any]:
    return {
        "date": day.date,
        "kind": day.kind.value,
        "name": day.name,
        "source": day.source,
        "confirmed": day.confirmed,
    }
