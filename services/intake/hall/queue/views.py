"""Reading the queue for people."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.hall.matters.actions import matter_figures
from services.intake.hall.queue.hours import session_now
from services.intake.hall.queue.periods import periods_of
from services.intake.hall.queue.rules import AT_WINDOW, HELD, WAITING
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.duty import duties
from services.intake.hall.windows.rules import OPEN
from services.intake.items.catalogue.tables import BusinessClass, Window


def find_tickets(
    centre: str,
    day: date,
    state: str | None = None,
    business_class: str | None = None,
    window: int | None = None,
    number: str | None = None,
) -> Select[Ticket]:
    """The tickets of a day at a centre."""
    query = select(Ticket).where(Ticket.centre == centre, Ticket.service_date == day)
    if state is not None:
        query = query.where(Ticket.state == state)
    if business_class is not None:
        query = query.where(Ticket.prefix == business_class)
    if window is not None:
        query = query.where(Ticket.window == window)
    if number is not None:
        query = query.where(Ticket.number == number)
    return query


def columns_of(ticket: Ticket) -> dict[str, Any]:
    return {column.key: getattr(ticket, column.key) for column in Ticket.__table__.columns}


def ticket_history(tx: ReadTransaction, ticket_id: str) -> dict[str, Any]:
    """A ticket with its periods and the figures of its matters. Raises NotFound, Forbidden."""
    ticket = tx.one(Ticket, ticket_id)
    tx.actor.require_centre(ticket.centre)
    return {**columns_of(ticket), "periods": periods_of(tx, ticket_id), "matters": matter_figures(tx, ticket)}


def queue_view(tx: ReadTransaction, centre: str) -> dict[str, Any]:
    """How many wait in each class, and what each window is doing."""
    today = local(tx.now).date()
    waiting: dict[str, int] = dict(
        tx.session.execute(
            select(Ticket.prefix, func.count())
            .where(Ticket.centre == centre, Ticket.service_date == today, Ticket.state == WAITING)
            .group_by(Ticket.prefix)
        ).all()
    )
    at_window = {
        ticket.window: ticket
        for ticket in tx.session.scalars(find_tickets(centre, today).where(Ticket.state.in_(AT_WINDOW)))
    }
    held: dict[int | None, list[str]] = defaultdict(list)
    for ticket in tx.session.scalars(find_tickets(centre, today, HELD).order_by(Ticket.number)):
        held[ticket.window].append(ticket.number)
    stopped = duties(tx, centre)
    windows = tx.session.scalars(select(Window).where(Window.centre == centre).order_by(Window.number)).all()
    classes = tx.session.scalars(
        select(BusinessClass).where(BusinessClass.centre == centre).order_by(BusinessClass.prefix)
    )
    return {
        "centre": centre,
        "service_date": today,
        "open": session_now(tx, centre, tx.now) is not None,
        "classes": [
            {"business_class": each.prefix, "class_name": each.name, "waiting": waiting.get(each.prefix, 0)}
            for each in classes
        ],
        "windows": [
            {
                **_at_window(window, at_window.get(window.number)),
                "duty": stopped[window.number].state if window.number in stopped else OPEN,
                "held": held[window.number],
            }
            for window in windows
        ],
    }


def _at_window(window: Window, ticket: Ticket | None) -> dict[str, Any]:
    return {
        "window": window.number,
        "name": window.name,
        "state": ticket and ticket.state,
        "number": ticket and ticket.number,
        "ticket_id": ticket and ticket.id,
    }
