"""What bookings do by themselves: holds lapse, slots end without their person, reminders come due."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, select

from libs.common.events.intake import BOOKING_LAPSED, BOOKING_MISSED, BOOKING_REMINDER
from libs.common.transaction import Transaction
from services.intake.appointments.booking.rules import State
from services.intake.appointments.booking.steps import move, tell
from services.intake.appointments.booking.tables import Booking

AT_ONCE = 200
"""Rows a sweep takes in one transaction; the next tick takes the rest."""


def lapse_holds(tx: Transaction, *which: ColumnElement[bool]) -> int:
    """Let go the holds of ``which`` whose time is over."""
    over = select(Booking).where(Booking.state == State.HELD, Booking.hold_until <= tx.now, *which)
    return _each(tx, over, lapse, wait=bool(which))


def miss_overdue(tx: Transaction, *which: ColumnElement[bool]) -> int:
    """Note as missed (爽约) the bookings of ``which`` whose slot has ended."""
    over = select(Booking).where(Booking.state == State.BOOKED, Booking.ends_at <= tx.now, *which)
    return _each(tx, over, _miss, wait=bool(which))


def lapse(tx: Transaction, booking: Booking) -> None:
    """Let go one hold. Raises IllegalMove."""
    move(tx, booking, "lapse")
    tell(tx, BOOKING_LAPSED, booking)
    tx.audit("booking.lapse", booking.id, number=booking.number)


def _miss(tx: Transaction, booking: Booking) -> None:
    move(tx, booking, "miss")
    tell(tx, BOOKING_MISSED, booking)
    tx.audit("booking.miss", booking.id, number=booking.number)


def _each(tx: Transaction, over: Select[Booking], act: Callable[[Transaction, Booking], None], *, wait: bool) -> int:
    """``wait``: for rows that others hold, where the answer depends on them; a sweep takes those another time."""
    rows = over.order_by(Booking.id).limit(None if wait else AT_ONCE)
    found = tx.session.scalars(rows.with_for_update(skip_locked=not wait)).all()
    for booking in found:
        act(tx, booking)
    return len(found)


def send_reminders(tx: Transaction) -> int:
    """Remind, once, of bookings that stand. After an outage nobody is reminded of a slot that has begun."""
    ripe = select(Booking).where(Booking.state == State.BOOKED, Booking.remind_at <= tx.now)
    found = tx.session.scalars(ripe.order_by(Booking.remind_at).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    told = 0
    for booking in found:
        booking.remind_at = None
        if booking.starts_at > tx.now:
            booking.reminder_event = tell(tx, BOOKING_REMINDER, booking)
            told += 1
    return told
