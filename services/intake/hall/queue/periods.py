"""Periods: the exact time a ticket spent in each state, for true waiting and handling times."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, insert, select, update

from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.queue.rules import seconds_between
from services.intake.hall.queue.tables import Ticket, TicketPeriod

# Tables, not classes, and made once: each call writes both, and the unit of work costs more than the rows.
_TABLE = TicketPeriod.__table__
_BEGIN = insert(_TABLE)  # type: ignore[arg-type]
_END = (
    update(_TABLE)  # type: ignore[arg-type]
    .where(_TABLE.c.ticket_id.in_(bindparam("tickets", expanding=True)), _TABLE.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)


def begin_period(tx: Transaction, ticket: Ticket) -> None:
    """The ticket's present state begins now."""
    tx.session.execute(
        _BEGIN,
        {
            "id": new_id(), "centre": ticket.centre, "ticket_id": ticket.id, "prefix": ticket.prefix,
            "matter": ticket.matter, "state": ticket.state, "started_at": tx.now, "window": ticket.window,
            "clerk": ticket.clerk,
        },
    )  # fmt: skip


def end_periods(tx: Transaction, ticket_ids: Collection[str]) -> None:
    """What these tickets were in until now, ends now."""
    tx.session.execute(_END, {"tickets": list(ticket_ids), "now": tx.now})


def seconds_in(tx: ReadTransaction, ticket_id: str, states: Collection[str], matter: int | None = None) -> int:
    """Whole seconds that the ticket has spent in ``states`` until now, for one ``matter`` or all of them together."""
    periods = [each for each in periods_of(tx, ticket_id) if each.state in states and matter in (None, each.matter)]
    return sum(seconds_between(period.started_at, period.ended_at or tx.now) for period in periods)


def periods_of(tx: ReadTransaction, ticket_id: str) -> list[TicketPeriod]:
    query = select(TicketPeriod).where(TicketPeriod.ticket_id == ticket_id)
    return list(tx.session.scalars(query.order_by(TicketPeriod.started_at, TicketPeriod.id)))
