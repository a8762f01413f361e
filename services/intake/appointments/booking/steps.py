"""What every act on a booking takes: the booking held, the move made, what its events tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.events import Event
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.booking.refusals import BookingNotFound, IllegalMove
from services.intake.appointments.booking.rules import Policy, policy_of, target
from services.intake.appointments.booking.tables import Booking
from services.intake.items.catalogue.tables import Centre


def policy(tx: ReadTransaction) -> Policy:
    return policy_of(tx.settings.hall)


def lock_offer(tx: Transaction, centre: str, *, change: bool = False) -> None:
    """Keep what the centre offers as it is until the commit; ``change``: keep everybody from booking meanwhile."""
    tx.session.execute(select(Centre.code).where(Centre.code == centre).with_for_update(read=not change)).one()


def booking_by_code(tx: ReadTransaction, number: str, code: str, *, lock: bool = False) -> Booking:
    """The booking of who holds its number and code. Raises BookingNotFound."""
    query = select(Booking).where(Booking.number == number)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    booking = tx.session.scalars(query).one_or_none()
    right = codes.matches(booking.code_hash if booking else None, number, code)
    if booking is None or not right:
        raise BookingNotFound()
    return booking


def booking_at_desk(tx: ReadTransaction, booking_id: str, *, lock: bool = False) -> Booking:
    """The booking, for somebody of its centre. Raises NotFound, Forbidden (属地)."""
    booking = tx.session.get(Booking, booking_id, with_for_update=lock or None)
    if booking is None:
        raise NotFound(f"预约 {booking_id}")
    tx.actor.require_centre(booking.centre)
    return booking


def move(tx: Transaction, booking: Booking, verb: str, *, version: int | None = None, **values: Any) -> None:
    """Make the move that MOVES has for ``verb``; ``booking`` shows it. Raises IllegalMove, StaleVersion.

    Whatever it is, an earlier reminder is untrue after it: one that is not sent yet never will be.
    """
    origin = booking.state
    to = target(origin, verb)
    if booking.reminder_event is not None:
        tx.withdraw(booking.reminder_event)
    values = {"remind_at": None, "reminder_event": None, **values}
    tx.moved(Booking, booking.id, origin=[origin], to=to, version=version, otherwise=IllegalMove, **values)


def tell(tx: Transaction, event: Event, booking: Booking, **more: Any) -> str:
    """Tell of the booking; never who booked. Returns the event's id."""
    told = {
        "booking_id": booking.id,
        "booking_number": booking.number,
        "item_code": booking.item_code,
        "window": booking.window,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "at": tx.now,
        **more,
    }
    return tx.emit(event, booking.id, booking.centre, told)
