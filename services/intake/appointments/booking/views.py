"""What a booking looks like from outside: masked, the code only to who just got it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import SHANGHAI, local
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking.arriving import qr_text
from services.intake.appointments.booking.rules import State
from services.intake.appointments.booking.slots import bookable_item, free_places, last_day_for, offered, rule_of
from services.intake.appointments.booking.steps import booking_at_desk, policy
from services.intake.appointments.booking.tables import Booking
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases.applicant import masked, unmasked
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.actions import window_of
from services.intake.items.catalogue.tables import Window


def shown(tx: ReadTransaction, booking: Booking, code: str | None = None) -> dict[str, Any]:
    """The booking; with ``code`` also the code and the text of its QR code, which nobody is told again."""
    [found] = shown_all(tx, [booking])
    return {**found, "code": code, "qr": qr_text(booking.number, code)} if code else found


def shown_all(tx: ReadTransaction, bookings: Sequence[Booking]) -> list[dict[str, Any]]:
    """Bookings of one centre, with the names of their windows and the numbers of their tickets."""
    centres = {booking.centre for booking in bookings}
    tickets = [booking.ticket_id for booking in bookings if booking.ticket_id]
    named = select(Window.number, Window.name).where(Window.centre.in_(centres))
    numbered = select(Ticket.id, Ticket.number).where(Ticket.id.in_(tickets))
    names, numbers = dict(tx.session.execute(named).all()), dict(tx.session.execute(numbered).all())
    change_until, calendar = policy(tx).change_until, working_calendar(tx)
    return [
        {
            **{column.key: getattr(booking, column.key) for column in Booking.__table__.columns},
            "state_words": State(booking.state).words,
            "window_name": names.get(booking.window, ""),
            "provisional": not calendar.is_confirmed(local(booking.starts_at).date()),
            "change_until": booking.starts_at - change_until,
            "applicant": masked(booking),
            "ticket_number": numbers.get(booking.ticket_id or ""),
            "code": None,
            "qr": None,
        }
        for booking in bookings
    ]


def slots_view(tx: ReadTransaction, centre: str, item_code: str, first: date | None) -> dict[str, Any]:
    """The days that can be booked for an item, with what each slot has left. Raises ItemNotOffered, NotBookable."""
    item = bookable_item(tx, centre, item_code)
    rule = rule_of(tx, centre, item.window)
    today = local(tx.now).date()
    slots = offered(tx, rule, max(first or today, today), last_day_for(tx, item))
    free = free_places(tx, rule, item.code, slots)
    calendar = working_calendar(tx)
    days = groupby(slots, key=lambda slot: local(slot.start).date())
    return {
        "item_code": item.code,
        "item_name": item.name,
        "window": item.window,
        "window_name": window_of(tx, centre, item.window).name,
        "days": [
            {
                "date": day,
                "provisional": not calendar.is_confirmed(day),
                "slots": [{"starts_at": s.start, "ends_at": s.end, "free": free[s]} for s in of_day],
            }
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
