"""The notice (叫号提醒): a ticket that is n-th in line is told of once in each queue it comes to."""

from __future__ import annotations

from sqlalchemy import func, select, update

from libs.common.clock import local
from libs.common.events.intake import TICKET_NEAR
from libs.common.transaction import Transaction
from services.intake.hall.queue.moving import about
from services.intake.hall.queue.placing import ORDER
from services.intake.hall.queue.rules import WAITING
from services.intake.hall.queue.tables import Ticket

AT_ONCE = 200
"""Notices of one tick; the next takes the rest."""


def tell_near(tx: Transaction) -> int:
    """Tell of every waiting ticket that is the ``near_places``-th in line, or before, and was not told of; how many.

    The queue is looked at as it stands, so it does not matter why somebody before it is gone: called, transferred,
    void; nor that somebody was put before it. A place it had and lost again is not told of twice.
    """
    ahead = func.row_number().over(partition_by=(Ticket.centre, Ticket.prefix), order_by=ORDER) - 1
    queue = (
        select(Ticket.id, Ticket.near_at, Ticket.near_places, ahead.label("ahead"))
        .where(Ticket.service_date == local(tx.now).date(), Ticket.state == WAITING)
        .subquery()
    )
    near = select(queue.c.id, queue.c.ahead).where(queue.c.near_at.is_(None), queue.c.ahead < queue.c.near_places)
    found: dict[str, int] = dict(tx.session.execute(near.order_by(queue.c.id).limit(AT_ONCE)).all())
    if not found:
        return 0
    # Called meanwhile, it is not told of: PostgreSQL looks at the row again before it changes it.
    told = (
        update(Ticket)
        .where(Ticket.id.in_(found), Ticket.near_at.is_(None), Ticket.state == WAITING)
        .values(near_at=tx.now)
        .returning(Ticket)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    tickets = tx.session.scalars(told).all()
    for ticket in tickets:
        data = {**about(ticket), "ahead": found[ticket.id], "notice_at": ticket.near_places, "at": tx.now}
        tx.emit(TICKET_NEAR, ticket.id, ticket.centre, data)
    return len(tickets)
