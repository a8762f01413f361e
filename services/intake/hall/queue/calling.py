"""Calling (叫号): the next ticket, again, or given up as missed."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from libs.common.clock import local
from libs.common.errors import NotFound
from libs.common.events.intake import TICKET_CALLED, TICKET_MISSED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.duty.posts.tables import PostHolding
from services.intake.hall.printing.rules import UNCONFIRMED
from services.intake.hall.queue.moving import about, advance, lock_window, move, ticket_at_window
from services.intake.hall.queue.periods import begin_period, end_periods
from services.intake.hall.queue.rules import (
    CALLED,
    WAITING,
    NobodyWaiting,
    NotConfirmed,
    persons_at,
    require_called_enough,
    require_free,
)
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.duty import require_working
from services.intake.items.catalogue.actions import centre_of
from services.intake.items.catalogue.tables import Window, WindowClass


def call_next(
    tx: Transaction, centre: str, window: int, *, clerk: str | None = None, request_id: str | None = None
) -> Ticket:
    """Call whoever is next for ``window``: its own class first, then those it helps with; priority, then time.

    Raises NotFound (no such window), WindowNotOpen, StillCalling, StillServing, NobodyWaiting.
    """
    place = lock_window(tx, centre, window)
    _require_ready(tx, centre, window)
    ticket = _take_next(tx, place, clerk)
    if ticket is None:
        raise NobodyWaiting()
    end_periods(tx, [ticket.id])
    begin_period(tx, ticket)
    tx.audit("ticket.call", ticket.id, number=ticket.number, window=window, clerk=clerk)
    _tell(tx, ticket, place.name, request_id)
    return ticket


def call_number(
    tx: Transaction, centre: str, window: int, number: str, *, clerk: str | None = None, request_id: str | None = None
) -> Ticket:
    """Call one given number that waits, out of turn (指定叫号): the clerk's responsibility, and in the book of record.

    Raises NotFound (window, number of today), WindowNotOpen, StillCalling, StillServing, NotWaiting,
    NotConfirmed.
    """
    place = lock_window(tx, centre, window)
    _require_ready(tx, centre, window)
    today = local(tx.now).date()
    found = select(Ticket).where(Ticket.centre == centre, Ticket.service_date == today, Ticket.number == number)
    ticket = tx.session.scalars(found).one_or_none()
    if ticket is None:
        raise NotFound(f"{number}号", field="number")
    if ticket.print_outcome in UNCONFIRMED:
        raise NotConfirmed(outcome=ticket.print_outcome)
    advance(tx, "call", ticket, window=window, by=clerk, clerk=clerk, called_at=tx.now, calls=1)
    _tell(tx, ticket, place.name, request_id)
    return ticket


def recall(
    tx: Transaction,
    centre: str,
    window: int,
    *,
    ticket_id: str | None = None,
    clerk: str | None = None,
    request_id: str | None = None,
) -> Ticket:
    """Call the ticket at the window once more (重呼). Raises NothingCalled, AnotherTicket."""
    place = lock_window(tx, centre, window)
    ticket = move(tx, "recall", centre, window, ticket_id, clerk, calls=Ticket.calls + 1)
    _tell(tx, ticket, place.name, request_id)
    return ticket


def give_up(
    tx: Transaction, centre: str, window: int, *, ticket_id: str | None = None, clerk: str | None = None
) -> Ticket:
    """The person did not come (过号). Raises NothingCalled, TooFewCalls, AnotherTicket."""
    current = ticket_at_window(tx, centre, window)
    if current is not None and current.state == CALLED and ticket_id in (None, current.id):
        require_called_enough(current.calls, centre_of(tx, centre).calls_before_missed)
    ticket = move(tx, "absent", centre, window, ticket_id, clerk, misses=Ticket.misses + 1)
    tx.emit(TICKET_MISSED, ticket.id, centre, {**about(ticket), "window": window, "at": tx.now})
    return ticket


def _require_ready(tx: Transaction, centre: str, window: int) -> None:
    require_working(tx, centre, window)
    current = ticket_at_window(tx, centre, window)
    require_free(current.state if current else None)


def _take_next(tx: Transaction, place: Window, clerk: str | None) -> Ticket | None:
    person, other = persons_at(clerk, (place.post_a, place.post_b))
    values = {
        "at_centre": place.centre,
        "on_day": local(tx.now).date(),
        "to_window": place.number,
        "by_clerk": clerk,
        "at_moment": tx.now,
        "person": person,
        "other": other,
        "unsaid": clerk is None,
    }
    return tx.session.scalars(_taking(), values).one_or_none()


@cache
def _taking() -> ReturningUpdate[Any]:
    """One statement chooses and takes: two windows never get the same ticket, and none waits for the other.

    Made once: putting it together costs more than running it.
    """
    waiting = aliased(Ticket)
    # Whoever holds the post for A and B sits there when the key does not say who presses it.
    holder = select(PostHolding.person).where(
        PostHolding.centre == bindparam("at_centre"), PostHolding.window == bindparam("to_window")
    )
    chosen = (
        select(waiting.id)
        .join(WindowClass, and_(WindowClass.centre == waiting.centre, WindowClass.prefix == waiting.prefix))
        .where(
            waiting.centre == bindparam("at_centre"),
            waiting.service_date == bindparam("on_day"),
            waiting.state == WAITING,
            WindowClass.window == bindparam("to_window"),
            or_(waiting.print_outcome.is_(None), waiting.print_outcome.not_in(UNCONFIRMED)),
            or_(waiting.for_window.is_(None), waiting.for_window == bindparam("to_window")),
            or_(
                waiting.for_clerk.is_(None),
                waiting.for_clerk.in_((bindparam("person"), bindparam("other"))),
                and_(bindparam("unsaid", type_=Boolean), waiting.for_clerk == holder.scalar_subquery()),
            ),
        )
        .order_by(WindowClass.rank, waiting.priority.desc(), waiting.queued_at, waiting.place, waiting.id)
        .limit(1)
        .with_for_update(of=waiting, skip_locked=True)
    )
    return (
        update(Ticket)
        .where(Ticket.id == chosen.scalar_subquery(), Ticket.state == WAITING)
        .values(
            state=CALLED,
            window=bindparam("to_window"),
            clerk=bindparam("by_clerk"),
            called_at=bindparam("at_moment"),
            calls=1,
            version=Ticket.version + 1,
        )
        .returning(Ticket)
        .execution_options(synchronize_session=False, populate_existing=True, dml_strategy="orm")
    )


def _tell(tx: Transaction, ticket: Ticket, window_name: str, request_id: str | None) -> None:
    lasts = timedelta(seconds=tx.settings.hall["call_ttl_seconds"])
    tx.emit(
        TICKET_CALLED,
        ticket.id,
        ticket.centre,
        {
            **about(ticket),
            "call_id": new_id(),
            "window": ticket.window,
            "window_name": window_name,
            "times": ticket.calls,
            "called_at": tx.now,
            "expires_at": tx.now + lasts,
            "clerk": ticket.clerk,
            "request_id": request_id,
        },
    )
