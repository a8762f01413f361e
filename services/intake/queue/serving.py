"""Serving the person at the window, and closing the day."""

from __future__ import annotations

from sqlalchemy import or_, select

from libs.common.clock import local
from libs.common.events.intake import TICKET_FINISHED, TICKET_SERVING, TICKET_VOIDED
from libs.common.transaction import Transaction
from services.intake.queue.hours import extended_at
from services.intake.queue.moving import about, move
from services.intake.queue.periods import end_periods, seconds_in
from services.intake.queue.rules import CALLED, HELD, IN_HAND, MOVES, SERVING, VOIDED, WAITING, seconds_between
from services.intake.queue.tables import Ticket
from services.intake.windows.duty import reopen_all


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
    """The matter is done; the handling may now be rated. Raises NothingServed, AnotherTicket.

    The event tells all waiting and all handling of the ticket, at whichever windows; time held or missed is neither.
    Served in a noon or Saturday session counts as extended hours (延时服务).
    """
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
            "waiting_seconds": seconds_in(tx, ticket.id, (WAITING, CALLED)),
            "handling_seconds": seconds_in(tx, ticket.id, (SERVING,)),
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
    left_before = (Ticket.service_date < today) & Ticket.state.in_(IN_HAND)
    left = select(Ticket).where(Ticket.centre == centre, or_(left_today, left_before))
    tickets = tx.session.scalars(left.order_by(Ticket.id).with_for_update()).all()
    for ticket in tickets:
        origin, to = MOVES["void"]
        was = ticket.state
        tx.moved(Ticket, ticket.id, origin=origin, to=to)
        tx.emit(TICKET_VOIDED, ticket.id, centre, {**about(ticket), "was": was, "at": tx.now})
    end_periods(tx, [ticket.id for ticket in tickets])
    reopen_all(tx, centre)
    if tickets:
        tx.audit("queue.close", centre, voided=len(tickets), state=VOIDED)
    return len(tickets)
