"""Moving a ticket along its life cycle: the move, its period rows and its audit row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from libs.common.clock import local
from libs.common.errors import NotFound
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.queue.periods import begin_period, end_periods
from services.intake.hall.queue.rules import AT_WINDOW, ILLEGAL, IN_HAND, MOVES, WAITING, AnotherTicket
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.tables import Window

FROM_WINDOW: dict[str, Any] = {"window": None, "clerk": None, "called_at": None, "served_at": None, "calls": 0}
"""What a ticket loses that goes back into a queue. Its periods remember."""
# Made once: each press of a key asks both, and putting a statement together takes as long as running it.
_WINDOW = (
    select(Window).where(Window.centre == bindparam("at"), Window.number == bindparam("number")).with_for_update()
)
_AT_WINDOW = select(Ticket).where(
    Ticket.centre == bindparam("at"),
    Ticket.service_date == bindparam("today"),
    Ticket.window == bindparam("number"),
    Ticket.state.in_(AT_WINDOW),
)


def lock_window(tx: Transaction, centre: str, number: int) -> Window:
    """One press at a time per window; windows never wait for each other. Raises NotFound."""
    window = tx.session.scalars(_WINDOW, {"at": centre, "number": number}).one_or_none()
    if window is None:
        raise NotFound(f"{number}号窗口", field="window")
    return window


def ticket_at_window(tx: ReadTransaction, centre: str, window: int) -> Ticket | None:
    """The ticket that the window has called or serves today."""
    here = {"at": centre, "today": local(tx.now).date(), "number": window}
    return tx.session.scalars(_AT_WINDOW, here).one_or_none()


def ticket_for(tx: ReadTransaction, verb: str, centre: str, window: int, ticket_id: str | None) -> Ticket:
    """The ticket at the window, if ``verb`` may be done with it. Raises the verb's refusal, AnotherTicket.

    ``ticket_id`` is the ticket that the clerk saw, None when the key does not tell.
    """
    ticket = ticket_at_window(tx, centre, window)
    if ticket is not None and ticket_id not in (None, ticket.id):
        raise AnotherTicket()
    if ticket is None or ticket.state not in MOVES[verb][0]:
        raise ILLEGAL[verb]()
    return ticket


def move(
    tx: Transaction, verb: str, centre: str, window: int, ticket_id: str | None, clerk: str | None, **values: Any
) -> Ticket:
    """Carry out ``verb`` on the ticket at the window. Raises the verb's refusal, AnotherTicket, StaleVersion."""
    ticket = ticket_for(tx, verb, centre, window, ticket_id)
    if clerk is not None:
        values["clerk"] = clerk
    return advance(tx, verb, ticket, window=window, by=clerk or ticket.clerk, **values)


def advance(tx: Transaction, verb: str, ticket: Ticket, *, window: int | None, by: str | None, **values: Any) -> Ticket:
    """Carry out ``verb`` on ``ticket``. Raises the verb's refusal, StaleVersion.

    A ticket that comes to a window, or stays, gets ``window``; one that goes back into a queue loses it.
    ``by`` is the clerk, for the book of record.
    """
    origin, to = MOVES[verb]
    if to in AT_WINDOW:
        values["window"] = window
    elif to == WAITING:
        values |= {**FROM_WINDOW, "waiting_since": tx.now}
    tx.moved(Ticket, ticket.id, origin=origin, to=to, version=tx.if_match, otherwise=ILLEGAL[verb], **values)
    if origin != (to,):
        end_periods(tx, [ticket.id])
        if to in IN_HAND:
            begin_period(tx, ticket)
    tx.audit(f"ticket.{verb}", ticket.id, number=ticket.number, window=window, calls=ticket.calls, clerk=by)
    return ticket


def about(ticket: Ticket) -> dict[str, Any]:
    """The fields that every event of a ticket carries."""
    return {"ticket_id": ticket.id, "number": ticket.number, "business_class": ticket.prefix}
