"""Setting what a window offers, and blackouts (停约)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.appointments.booking.changing import give_up
from services.intake.appointments.booking.refusals import BookedInside
from services.intake.appointments.booking.rules import OPEN, State
from services.intake.appointments.booking.slots import rule_of
from services.intake.appointments.booking.steps import lock_offer
from services.intake.appointments.booking.tables import Blackout, Booking, BookingRule
from services.intake.items.catalogue.actions import window_of


def set_rule(tx: Transaction, centre: str, window: int, **values: Any) -> BookingRule:
    """Set what a window offers from now on; what is booked stands. Raises NotFound."""
    window_of(tx, centre, window)
    lock_offer(tx, centre, change=True)
    rule = rule_of(tx, centre, window)
    tx.session.add(rule)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.version += 1
    tx.audit("booking.set_rule", f"{centre}/{window}", **values)
    return rule


def black_out(
    tx: Transaction,
    centre: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    *,
    window: int | None = None,
    cancel_booked: bool = False,
) -> Blackout:
    """No bookings from ``starts_at`` to ``ends_at``. Raises NotFound, BookedInside.

    ``cancel_booked`` cancels those that lie in it, so that the people are told; holds are let go either way.
    """
    if window is not None:
        window_of(tx, centre, window)
    # From here nobody books until the commit: a booking is either found here or finds the blackout.
    lock_offer(tx, centre, change=True)
    inside = select(Booking).where(
        Booking.centre == centre, Booking.state.in_(OPEN), Booking.starts_at < ends_at, Booking.ends_at > starts_at
    )
    if window is not None:
        inside = inside.where(Booking.window == window)
    found = tx.session.scalars(inside.order_by(Booking.id).with_for_update()).all()
    booked = sum(booking.state == State.BOOKED for booking in found)
    if booked and not cancel_booked:
        raise BookedInside(bookings=booked)
    for booking in found:
        give_up(tx, booking, "hall", reason)
    blackout = Blackout(
        id=new_id(), centre=centre, window=window, starts_at=starts_at, ends_at=ends_at, reason=reason,
        set_by=tx.actor.id,
    )  # fmt: skip
    tx.session.add(blackout)
    tx.audit(
        "booking.black_out", blackout.id, window=window, starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(),
        reason=reason, cancelled=booked,
    )  # fmt: skip
    return blackout


def lift_blackout(tx: Transaction, blackout_id: str) -> None:
    """Offer the slots again. What was cancelled stays so. Raises NotFound, Forbidden."""
    blackout = tx.one(Blackout, blackout_id)
    tx.actor.require_centre(blackout.centre)
    tx.session.delete(blackout)
    tx.audit("booking.lift_blackout", blackout.id, reason=blackout.reason)
