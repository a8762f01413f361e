"""A ticket's place in the queue of its class, and who stands before it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from libs.common.transaction import ReadTransaction
from services.intake.hall.queue.rules import WAITING
from services.intake.hall.queue.tables import Ticket

STEP = 1000
"""Between two numbers given out at one moment: room for those put back between them."""
ORDER = (Ticket.priority.desc(), Ticket.queued_at, Ticket.place, Ticket.id)


def first_place(ticket: Ticket) -> dict[str, Any]:
    """Where a new ticket queues: behind everybody of its priority."""
    return {"queued_at": ticket.issued_at, "place": ticket.seq * STEP}


def place_behind(tx: ReadTransaction, ticket: Ticket, others: int) -> dict[str, Any]:
    """Where ``ticket`` comes after the next ``others`` of its class (过号顺延), or behind all when fewer wait.

    It takes over the priority of the one it follows, so that it comes neither earlier nor later.
    """
    waiting = select(Ticket).where(
        Ticket.centre == ticket.centre,
        Ticket.service_date == ticket.service_date,
        Ticket.state == WAITING,
        Ticket.prefix == ticket.prefix,
        Ticket.id != ticket.id,
    )
    ahead = tx.session.scalars(waiting.order_by(*ORDER).limit(others)).all()
    if not ahead:
        return {"queued_at": tx.now, "place": ticket.seq * STEP}
    last = ahead[-1]
    if len(ahead) < others:
        return {"priority": min(ticket.priority, last.priority), "queued_at": tx.now, "place": ticket.seq * STEP}
    return {"priority": last.priority, "queued_at": last.queued_at, "place": last.place + 1}


def count_ahead(tx: ReadTransaction, ticket: Ticket) -> int:
    """How many waiting tickets of the class are called before this one (前方等待人数)."""
    same_time = (Ticket.queued_at == ticket.queued_at) & (Ticket.place < ticket.place)
    before = (Ticket.queued_at < ticket.queued_at) | same_time
    ahead = (
        select(func.count())
        .select_from(Ticket)
        .where(
            Ticket.centre == ticket.centre,
            Ticket.service_date == ticket.service_date,
            Ticket.state == WAITING,
            Ticket.prefix == ticket.prefix,
            (Ticket.priority > ticket.priority) | ((Ticket.priority == ticket.priority) & before),
        )
    )
    return int(tx.session.scalar(ahead) or 0)
