"""Asking for leave, taking that back, and coming back early (销假)."""

from __future__ import annotations

from datetime import date

from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.cover.planning import follow_cover
from services.intake.duty.leaves import refusals, rules
from services.intake.duty.leaves.board import follow_leave
from services.intake.duty.leaves.reading import standing_of
from services.intake.duty.leaves.rules import Half, Span, State
from services.intake.duty.leaves.steps import leave_of, move, staff_at, tell
from services.intake.duty.leaves.tables import Leave

LEAVE_CAUSE = "leave"


def request_leave(
    tx: Transaction, centre: str, login: str, span: Span, kind: str, reason: str, stand_in: str | None = None
) -> Leave:
    """Ask for leave, for oneself or, as a lead, for somebody who called in.

    ``stand_in``: who takes the posts over; unsaid: the other post of each window.
    Raises Forbidden, UnknownLeaver, Invalid, LeaveInPast, LeaveOverlaps, LeaveStandInUnfit.
    """
    rules.require_own_or_lead(tx.actor, login)
    rules.require_span(span, tx.now, backdated=login != tx.actor.id)
    # Locked, so that two requests of one person cannot pass each other's check for overlap.
    if staff_at(tx, centre, login, lock=True) is None:
        raise refusals.UnknownLeaver(field="login")
    others = standing_of(tx, centre, login, span.first_day, span.last_day)
    rules.require_apart(span, [each.span for each in others])
    require_stand_in(tx, centre, login, stand_in)
    leave = Leave(
        id=new_id(),
        centre=centre,
        version=1,
        state=State.REQUESTED,
        login=login,
        kind=kind,
        reason=reason,
        first_day=span.first_day,
        first_half=span.first_half,
        last_day=span.last_day,
        last_half=span.last_half,
        stand_in=stand_in,
        requested_by=tx.actor.id,
        requested_at=tx.now,
        shown_out=False,
    )
    tx.session.add(leave)
    tx.session.flush()
    tell(tx, leave, "request")
    return leave


def cancel(tx: Transaction, leave_id: str) -> Leave:
    """It is not to be, or was not needed. Raises NotFound, Forbidden, StaleVersion, LeaveMoveRefused, LeaveBegun."""
    leave = leave_of(tx, leave_id, lock=True)
    rules.require_own_or_lead(tx.actor, leave.login)
    rules.target(leave.state, "cancel")
    if leave.state == State.APPROVED:
        rules.require_cancellable(leave.span, tx.now)
    move(tx, leave, "cancel", cancelled_at=tx.now)
    tell(tx, leave, "cancel")
    _follow(tx, leave)
    return leave


def shorten(tx: Transaction, leave_id: str, last_day: date, last_half: Half) -> Leave:
    """Back early (销假): the last half day that was needed. Nobody has to approve that somebody works.

    Raises NotFound, Forbidden, StaleVersion, LeaveMoveRefused, LeaveOver, NotShorter.
    """
    leave = leave_of(tx, leave_id, lock=True)
    rules.require_own_or_lead(tx.actor, leave.login)
    rules.target(leave.state, "shorten")
    cut = rules.shortened(leave.span, last_day, last_half, tx.now)
    approved = leave.approved_until or f"{leave.last_day} {leave.last_half}"
    move(
        tx, leave, "shorten", last_day=cut.last_day, last_half=cut.last_half, approved_until=approved,
        shortened_at=tx.now,
    )  # fmt: skip
    tell(tx, leave, "shorten")
    _follow(tx, leave)
    return leave


def require_stand_in(tx: ReadTransaction, centre: str, login: str, stand_in: str | None) -> None:
    """Raises LeaveStandInUnfit."""
    if stand_in is not None and (stand_in == login or staff_at(tx, centre, stand_in) is None):
        raise refusals.LeaveStandInUnfit(field="stand_in")


def _follow(tx: Transaction, leave: Leave) -> None:
    follow_leave(tx, leave)
    follow_cover(tx, leave.centre, LEAVE_CAUSE)
