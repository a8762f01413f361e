"""People who book, for tests: synthetic, with numbers of the right form that belong to nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.identity.resident_id import check_digit
from services.intake.appointments.booking import placing
from services.intake.appointments.booking.offering import set_rule
from services.intake.appointments.booking.tables import Booking

CENTRE, WINDOW = "taozhu", 5
ITEM, SAME_WINDOW = "BM-MZ-001", "BM-MZ-004"


def person(n: int) -> dict[str, Any]:
    """The ``n``-th synthetic person."""
    body = f"331082{19500101 + n // 900:08d}{100 + n % 900:03d}"
    return {"name": f"样本{n}", "resident_id": body + check_digit(body), "phone": f"138{n:08d}"}


def hall(text: str) -> datetime:
    """``2026-03-03 08:30`` on the hall's wall."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def offer(db: Database, places: int, **more: Any) -> None:
    values = {"slot_minutes": 60, "item_places": {}, "extended": False, **more}
    with db.transaction() as tx:
        set_rule(tx, CENTRE, WINDOW, places=places, **values)


def hold(db: Database, n: int, slot: str, item: str = ITEM) -> tuple[str, str]:
    """Number and code of a held place."""
    with db.transaction() as tx:
        booking, code = placing.hold_place(tx, CENTRE, item, hall(slot), person(n), "online")
        return booking.number, code


def confirm(db: Database, pair: tuple[str, str]) -> str:
    with db.transaction() as tx:
        return placing.confirm(tx, *pair).number


def book(db: Database, n: int, slot: str, item: str = ITEM) -> tuple[str, str]:
    pair = hold(db, n, slot, item)
    confirm(db, pair)
    return pair


def attempt(db: Database, n: int, slot: str, item: str = ITEM) -> str:
    """``booked``, or the code of the refusal."""
    try:
        book(db, n, slot, item)
    except Refused as refused:
        return refused.code
    return "booked"


def row(db: Database, number: str) -> Booking:
    with db.reading() as tx:
        found: Booking = tx.session.query(Booking).filter_by(number=number).one()
        tx.session.expunge(found)
        return found
