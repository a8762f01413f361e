"""Taking a place (占位) and confirming it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.events.intake import BOOKING_CONFIRMED, BOOKING_HELD
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.booking.lapsing import lapse, miss_overdue
from services.intake.appointments.booking.numbering import public_number
from services.intake.appointments.booking.refusals import AlreadyBooked, Blocked, HoldLapsed
from services.intake.appointments.booking.rules import OPEN, State, blocked_until, remind_at
from services.intake.appointments.booking.slots import bookable_item, take_place
from services.intake.appointments.booking.steps import booking_by_code, lock_offer, move, policy, tell
from services.intake.appointments.booking.tables import Booking
from services.intake.casework.cases.applicant import applicant_columns
from services.intake.items.catalogue.actions import centre_of


def hold_place(
    tx: Transaction, centre: str, item_code: str, starts_at: datetime, applicant: Mapping[str, Any], channel: str
) -> tuple[Booking, str]:
    """A place kept for the person for a few minutes, and the code to confirm it with.

    Who holds one for the same item already gets this one instead: an answer that was lost costs nobody a place.
    Raises ItemNotOffered, NotBookable, InvalidIdentifier, Blocked, AlreadyBooked, SlotNotOffered, SlotFull.
    """
    place = centre_of(tx, centre)
    item = bookable_item(tx, centre, item_code)
    person = applicant_columns(applicant, local(tx.now).date())
    lock_offer(tx, centre)
    _require_not_blocked(tx, centre, str(person["resident_id_index"]))
    earlier = tx.session.scalars(_open_one(centre, item.code, person)).one_or_none()
    slot = take_place(tx, centre, item.window, item.code, starts_at, without=earlier.id if earlier else None)
    _let_go(tx, centre, item.code, person)
    number, code = public_number(tx, "Y", place, item.window), codes.new_code()
    booking = Booking(
        id=new_id(),
        version=1,
        centre=centre,
        state=State.HELD,
        number=number,
        code_hash=codes.code_hash(number, code),
        item_code=item.code,
        item_name=item.name,
        window=item.window,
        starts_at=slot.start,
        ends_at=slot.end,
        channel=channel,
        taken_by=tx.actor.id,
        held_at=tx.now,
        hold_until=tx.now + policy(tx).hold,
        **person,
    )
    tx.session.add(booking)
    tx.session.flush()
    tell(tx, BOOKING_HELD, booking, channel=channel, hold_until=booking.hold_until)
    tx.audit("booking.hold", booking.id, number=number, item=item.code, starts_at=slot.start.isoformat())
    return booking, code


def confirm(tx: Transaction, number: str, code: str) -> Booking:
    """The held place is booked; asked again it says the same. Raises BookingNotFound, HoldLapsed, IllegalMove."""
    booking = booking_by_code(tx, number, code, lock=True)
    return booking if booking.state == State.BOOKED else _confirm(tx, booking)


def book_at_desk(
    tx: Transaction, centre: str, item_code: str, starts_at: datetime, applicant: Mapping[str, Any], channel: str
) -> tuple[Booking, str]:
    """A clerk books for somebody on the phone or at the desk: no hold to wait for. Raises as ``hold_place``."""
    booking, code = hold_place(tx, centre, item_code, starts_at, applicant, channel)
    return _confirm(tx, booking), code


def _confirm(tx: Transaction, booking: Booking) -> Booking:
    if booking.state == State.HELD and booking.hold_until <= tx.now:
        raise HoldLapsed()
    at = remind_at(booking.starts_at, tx.now, policy(tx))
    move(tx, booking, "confirm", version=tx.if_match, confirmed_at=tx.now, remind_at=at)
    tell(tx, BOOKING_CONFIRMED, booking, channel=booking.channel)
    tx.audit("booking.confirm", booking.id, number=booking.number)
    return booking


def _require_not_blocked(tx: Transaction, centre: str, person: str) -> None:
    rules = policy(tx)
    whose = Booking.centre == centre, Booking.resident_id_index == person
    # What nobody swept yet counts all the same.
    miss_overdue(tx, *whose)
    missed = select(Booking.ends_at).where(
        *whose, Booking.state == State.MISSED, Booking.ends_at > tx.now - rules.no_show_period - rules.block
    )
    until = blocked_until(tx.session.scalars(missed).all(), rules, tx.now)
    if until is not None:
        raise Blocked(until=until.isoformat())


def _open_one(centre: str, item_code: str, person: Mapping[str, str | None]) -> Select[Booking]:
    return select(Booking).where(
        Booking.centre == centre,
        Booking.item_code == item_code,
        Booking.resident_id_index == person["resident_id_index"],
        Booking.state.in_(OPEN),
    )


def _let_go(tx: Transaction, centre: str, item_code: str, person: Mapping[str, str | None]) -> None:
    """The person's own earlier hold makes room: known by id number and phone. Raises AlreadyBooked."""
    query = _open_one(centre, item_code, person).with_for_update().execution_options(populate_existing=True)
    earlier = tx.session.scalars(query).one_or_none()
    if earlier is None:
        return
    over = earlier.state == State.HELD and earlier.hold_until <= tx.now
    if earlier.state == State.BOOKED or not (over or earlier.phone_index == person["phone_index"]):
        raise AlreadyBooked()
    lapse(tx, earlier)
