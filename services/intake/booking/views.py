"""What a booking looks like from outside: masked, the code only to who just got it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import SHANGHAI, local
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.booking.arriving import qr_text
from services.intake.booking.rules import State
from services.intake.booking.slots import bookable_item, free_places, last_day, offered, rule_of
from services.intake.booking.steps import booking_at_desk, policy
from services.intake.booking.tables import Booking
from services.intake.cases.applicant import masked, unmasked
from services.intake.catalogue.actions import window_of
from services.intake.queue.tables import Ticket


def shown(tx: ReadTransaction, booking: Booking, code: str | None = None) -> dict[str, Any]:
    """The booking; with ``code`` also the code and the text of its QR code, which nobody is told again."""
    ticket = tx.session.get(Ticket, booking.ticket_id) if booking.ticket_id else None
    columns = {column.key: getattr(booking, column.key) for column in Booking.__table__.columns}
    return {
        **columns,
        "state_words": State(booking.state).words,
        "window_name": window_of(tx, booking.centre, booking.window).name,
        "change_until": booking.starts_at - policy(tx).change_until,
        "applicant": masked(booking),
        "ticket_number": ticket.number if ticket else None,
        "code": code,
        "qr": qr_text(booking.number, code) if code else None,
    }


def slots_view(tx: ReadTransaction, centre: str, item_code: str, first: date | None) -> dict[str, Any]:
    """The days that can be booked for an item, with what each slot has left. Raises ItemNotOffered, NotBookable."""
    item = bookable_item(tx, centre, item_code)
    rule = rule_of(tx, centre, item.window)
    today = local(tx.now).date()
    slots = offered(tx, rule, max(first or today, today), last_day(tx))
    free = free_places(tx, rule, item.code, slots)
    days = groupby(slots, key=lambda slot: local(slot.start).date())
    return {
        "item_code": item.code,
        "item_name": item.name,
        "window": item.window,
        "window_name": window_of(tx, centre, item.window).name,
        "days": [
            {"date": day, "slots": [{"starts_at": s.start, "ends_at": s.end, "free": free[s]} for s in of_day]}
            for day, of_day in days
        ],
    }


def bookings_of_day(centre: str, day: date, window: int | None = None, state: str | None = None) -> Select[Booking]:
    """The bookings of a day in the hall; without ``state`` those that stand, came or did not come."""
    midnight = datetime.combine(day, time.min, SHANGHAI)
    query = select(Booking).where(
        Booking.centre == centre, Booking.starts_at >= midnight, Booking.starts_at < midnight + timedelta(days=1)
    )
    if window is not None:
        query = query.where(Booking.window == window)
    usual = (State.BOOKED, State.ARRIVED, State.MISSED)
    return query.where(Booking.state == state) if state else query.where(Booking.state.in_(usual))


def reveal_person(tx: Transaction, booking_id: str, reason: str) -> dict[str, str | None]:
    """Name and numbers in clear; who looked, and why, is written down first. Raises NotFound, Forbidden."""
    booking = booking_at_desk(tx, booking_id)
    tx.audit("booking.reveal", booking.id, reason=mask_text(reason))
    return unmasked(booking)
