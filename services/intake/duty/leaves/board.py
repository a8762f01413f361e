"""The whereabouts board follows leave: away when it begins, at post when it is over. Of what kind it never says."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from libs.common.clock import SHANGHAI, local
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.leaves.rules import NOON, Half, Span, State, half_at
from services.intake.duty.leaves.tables import Leave
from services.intake.duty.posts.rules import home_of
from services.intake.duty.presence.reading import posts_at
from services.intake.duty.whereabouts.following import end_leave, show_leave


def follow_leaves(tx: Transaction) -> int:
    """Follow all that have begun and that the board is not done with; returns how many there are."""
    begun = select(Leave).where(
        Leave.state == State.APPROVED, Leave.shown_out.is_(False), Leave.first_day <= local(tx.now).date()
    )
    found = tx.session.scalars(begun.order_by(Leave.first_day, Leave.id).with_for_update(skip_locked=True)).all()
    for leave in found:
        follow_leave(tx, leave)
    return len(found)


def follow_leave(tx: Transaction, leave: Leave, *, renew: bool = False) -> None:
    """Show it if it runs, take it down if it is over or is not to be. ``renew``: who stands in has changed."""
    if leave.state == State.APPROVED and leave.span.covers(*half_at(tx.now)):
        show_leave(
            tx, leave.centre, leave.login, leave.id, begins_at(leave.span), leave.span.ends_at,
            leave.stand_in or _other_post(tx, leave), renew=renew,
        )  # fmt: skip
    elif leave.state != State.APPROVED or tx.now >= leave.span.ends_at:
        end_leave(tx, leave.id)
        leave.shown_out = True


def begins_at(span: Span) -> datetime:
    noon = datetime.combine(span.first_day, NOON, SHANGHAI)
    return noon if span.first_half is Half.PM else noon - timedelta(hours=12)


def _other_post(tx: ReadTransaction, leave: Leave) -> str | None:
    """Who stands in at the first of the person's own windows."""
    post = home_of(leave.login, posts_at(tx, leave.centre).values())
    return post.b if post is not None and post.a == leave.login else None
