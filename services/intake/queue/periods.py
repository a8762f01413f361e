"""Periods: the exact time a ticket spent in each state, for true waiting and handling times."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.queue.rules import seconds_between
from services.intake.queue.tables import Ticket, TicketPeriod


def begin_period(tx: Transaction, ticket: Ticket) -> None:
    """The ticket's present state begins now."""
    tx.session.add(
        TicketPeriod(
            id=new_id(),
            centre=ticket.centre,
            ticket_id=ticket.id,
            state=ticket.state,
            started_at=tx.now,
            window=ticket.window,
            clerk=ticket.clerk,
        )
    )


def end_periods(tx: Transaction, ticket_ids: Collection[str]) -> None:
    """What these tickets were in until now, ends now."""
    running = TicketPeriod.ticket_id.in_(ticket_ids), TicketPeriod.ended_at.is_(None)
    tx.session.execute(
        update(TicketPeriod).where(*running).values(ended_at=tx.now), execution_options={"synchronize_session": False}
    )


def seconds_in(tx: ReadTransaction, ticket_id: str, states: Collection[str]) -> int:
    """Whole seconds that the ticket has spent in ``states`` until now, all its periods together."""
    periods = [period for period in periods_of(tx, ticket_id) if period.state in states]
    return sum(seconds_between(period.started_at, period.ended_at or tx.now) for period in periods)


def periods_of(tx: ReadTransaction, ticket_id: str) -> list[TicketPeriod]:
    query = select(TicketPeriod).where(TicketPeriod.ticket_id == ticket_id)
    return list(tx.session.scalars(query.order_by(TicketPeriod.started_at, TicketPeriod.id)))
