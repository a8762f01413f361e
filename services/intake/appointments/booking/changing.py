"""Moving and cancelling a booking (改约、取消), by the person or by the hall."""

from __future__ import annotations

from datetime import datetime

from libs.common.errors import StaleVersion
from libs.common.events.intake import BOOKING_CANCELLED, BOOKING_RESCHEDULED
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.booking.rules import State, remind_at, require_changeable, target
from services.intake.appointments.booking.slots import take_place
from services.intake.appointments.booking.steps import booking_at_desk, booking_by_code, lock_offer, move, policy, tell
from services.intake.appointments.booking.tables import Booking


def reschedule(tx: Transaction, number: str, code: str, starts_at: datetime) -> tuple[Booking, str]:
    """Move the booking to another slot; its reminder moves with it. The code is spent, the answer brings the next.

    Raises BookingNotFound, IllegalMove, TooLateToChange, SlotNotOffered, SlotFull, StaleVersion.
    """
    lock_offer(tx, booking_by_code(tx, number, code).centre)
    booking = booking_by_code(tx, number, code, lock=True)
    target(booking.state, "reschedule")
    rules, was = policy(tx), booking.starts_at
    require_changeable(tx.now, was, rules)
    slot = take_place(tx, booking.centre, booking.window, booking.item_code, starts_at, without=booking.id)
    following = codes.new_code()
    move(
        tx, booking, "reschedule", version=tx.if_match, starts_at=slot.start, ends_at=slot.end,
        remind_at=remind_at(slot.start, tx.now, rules), code_hash=codes.code_hash(number, following),
    )  # fmt: skip
    tell(tx, BOOKING_RESCHEDULED, booking, was_starts_at=was)
    tx.audit("booking.reschedule", booking.id, was=was.isoformat(), starts_at=slot.start.isoformat())
    return booking, following


def cancel(tx: Transaction, number: str, code: str) -> Booking:
    """The person gives the place back; a hold at any time. Raises BookingNotFound, IllegalMove, TooLateToChange."""
    booking = booking_by_code(tx, number, code, lock=True)
    if booking.state == State.BOOKED:
        require_changeable(tx.now, booking.starts_at, policy(tx))
    give_up(tx, booking, "person", version=tx.if_match)
    return booking


def cancel_at_desk(tx: Transaction, booking_id: str, reason: str) -> Booking:
    """The hall cancels, also late, and says why. Raises NotFound, Forbidden, IllegalMove, StaleVersion."""
    booking = booking_at_desk(tx, booking_id, lock=True)
    give_up(tx, booking, "hall", reason, version=tx.if_match)
    return booking


def give_up(
    tx: Transaction, booking: Booking, by: str, reason: str | None = None, *, version: int | None = None
) -> None:
    """Cancel a held booking ``by`` the person or the hall. Raises IllegalMove, StaleVersion."""
    told = mask_text(reason) if reason else None
    move(tx, booking, "cancel", version=version, cancelled_at=tx.now, cancel_reason=told)
    tell(tx, BOOKING_CANCELLED, booking, by=by, reason=told)
    tx.audit("booking.cancel", booking.id, number=booking.number, by=by, reason=told)


def renew_code(tx: Transaction, booking_id: str) -> tuple[Booking, str]:
    """A new code for who lost theirs; the old one is void. The clerk has seen the person's papers.

    Raises NotFound, Forbidden, IllegalMove, StaleVersion.
    """
    booking = booking_at_desk(tx, booking_id, lock=True)
    target(booking.state, "reschedule")
    if tx.if_match is not None and tx.if_match != booking.version:
        raise StaleVersion(version=booking.version)
    code = codes.new_code()
    booking.code_hash, booking.version = codes.code_hash(booking.number, code), booking.version + 1
    tx.audit("booking.renew_code", booking.id, number=booking.number)
    return booking, code
