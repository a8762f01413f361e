"""Serving the person at the window, and closing the day."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from libs.common.clock import local
from libs.common.events.intake import TICKET_FINISHED, TICKET_SERVING, TICKET_VOIDED
from libs.common.transaction import Transaction
from services.intake.hall.matters.actions import go_on, settle_matter
from services.intake.hall.queue.hours import extended_at
from services.intake.hall.queue.moving import about, move, ticket_for
from services.intake.hall.queue.periods import end_periods, seconds_in
from services.intake.hall.queue.rules import CALLED, HELD, IN_HAND, MOVES, SERVING, VOIDED, WAITING, seconds_between
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.duty import reopen_all


def serve(
    tx: Transaction, centre: str, window: int, *, ticket_id: str | None = None, clerk: str | None = None
) -> Ticket:
    """The person has come to the window. Raises NothingCalled, AnotherTicket.

    The event's waiting time is the one before this window: who was transferred has waited there anew.
    """
    ticket = move(tx, "serve", centre, window, ticket_id, clerk, served_at=tx.now)
    waited = seconds_between(ticket.waiting_since, tx.now)
    data = {**about(ticket), "window": window, "served_at": tx.now, "waiting_seconds": waited}
    tx.emit(TICKET_SERVING, ticket.id, centre, data)
    return ticket


def finish(
    tx: Transaction, centre: str, window: int, *, ticket_id: str | None = None, clerk: str | None = None
) -> Ticket:
    """The matter is done. Raises NothingServed, AnotherTicket.

    A ticket with a further matter goes on to wait for that; after the last one the handling may be rated.
    The event tells all waiting and all handling for the matter, at whichever windows; time held or missed is neither.
    Served in a noon or Saturday session counts as extended hours (延时服务).
    """
    ticket = ticket_for(tx, "finish", centre, window, ticket_id)
    if (following := settle_matter(tx, ticket, clerk)) is not None:
        return go_on(tx, ticket, following, clerk)
    ticket = move(tx, "finish", centre, window, ticket_id, clerk, finished_at=tx.now)
    served_at = ticket.served_at or tx.now
    tx.emit(
        TICKET_FINISHED,
        ticket.id,
        centre,
        {
            **about(ticket),
            "window": window,
            "handling_id": ticket.id,
            "clerk": ticket.clerk,
            "issued_at": ticket.issued_at,
            "finished_at": tx.now,
            "waiting_seconds": seconds_in(tx, ticket.id, (WAITING, CALLED), ticket.matter),
            "handling_seconds": seconds_in(tx, ticket.id, (SERVING,), ticket.matter),
            "extended_hours": extended_at(tx, centre, served_at, {window}),
        },
    )
    return ticket


def void_all(tx: Transaction, centre: str) -> int:
    """Closing: void what waits, was called or is held today, and whatever an earlier day left open. Returns how many.

    Who is being served today is served to the end. Windows that were paused or closed begin the next day open.
    """
    today = local(tx.now).date()
    left_today = (Ticket.service_date == today) & Ticket.state.in_((WAITING, CALLED, HELD))
    voided = _void(tx, centre, or_(left_today, _left_before(tx)))
    reopen_all(tx, centre)
    return voided


def void_left_over(tx: Transaction) -> int:
    """Where nobody closed the hall: void what an earlier day left open, at one centre a call. Returns how many."""
    left = select(Ticket.centre).where(_left_before(tx)).limit(1)
    centre = tx.session.scalars(left).one_or_none()
    return 0 if centre is None else _void(tx, centre, _left_before(tx))


def _left_before(tx: Transaction) -> ColumnElement[bool]:
    return (Ticket.service_date < local(tx.now).date()) & Ticket.state.in_(IN_HAND)


def _void(tx: Transaction, centre: str, which: ColumnElement[bool]) -> int:
    left = select(Ticket).where(Ticket.centre == centre, which)
    tickets = tx.session.scalars(left.order_by(Ticket.id).with_for_update()).all()
    for ticket in tickets:
        origin, to = MOVES["void"]
        was = ticket.state
        tx.moved(Ticket, ticket.id, origin=origin, to=to)
        tx.emit(TICKET_VOIDED, ticket.id, centre, {**about(ticket), "was": was, "at": tx.now})
    end_periods(tx, [ticket.id for ticket in tickets])
    if tickets:
        tx.audit("queue.close", centre, voided=len(tickets), state=VOIDED)
    return len(tickets)
