"""Keeping the kiosk's word on the paper, printing again, and showing what was never printed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from libs.common.events.intake import TICKET_REPRINT_ASKED, TICKET_SHOWN
from libs.common.transaction import Transaction
from services.intake.hall.estimates.actions import estimate_wait
from services.intake.hall.positions.tokens import position_url
from services.intake.hall.printing.rules import (
    MOVES,
    UNCONFIRMED,
    AlreadyConfirmed,
    NoKiosk,
    NotPrintable,
    after_report,
)
from services.intake.hall.queue.moving import about
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.rules import IN_HAND, WAITING
from services.intake.hall.queue.tables import Ticket

AT_ONCE = 100
"""Tickets that the sweep takes in one transaction; the next tick takes the rest."""


def record_print(tx: Transaction, centre: str, ticket_id: str, reported: str) -> bool:
    """Keep the kiosk's word that the ticket was ``printed`` or ``failed``. False when there is no such ticket."""
    ticket = tx.session.scalars(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).one_or_none()
    if ticket is None or ticket.centre != centre:
        return False
    ticket.print_outcome = after_report(ticket.print_outcome, reported, ticket.reprint_asked)
    ticket.reprint_asked = False
    return True


def ask_reprint(
    tx: Transaction, ticket_id: str, *, terminal_id: str | None = None, press_id: str | None = None
) -> Ticket:
    """Have the ticket printed again (补打), at its own kiosk or another; same number, same place.

    Raises NotFound, Forbidden, NotPrintable, NoKiosk.
    """
    ticket = tx.one(Ticket, ticket_id)
    if tx.actor.kind == "staff":
        tx.actor.require_centre(ticket.centre)
    if ticket.state not in IN_HAND:
        raise NotPrintable(state=ticket.state)
    kiosk = terminal_id or ticket.terminal_id
    if kiosk is None:
        raise NoKiosk(field="terminal_id")
    ticket.reprint_asked = True
    ahead = count_ahead(tx, ticket)
    told = {
        "class_name": ticket.class_name, "ahead": ahead, "estimated_seconds": estimate_wait(tx, ticket, ahead),
        "position_url": position_url(tx.settings, ticket.id), "issued_at": ticket.issued_at,
        "terminal_id": kiosk, "press_id": press_id or ticket.press_id or ticket.id, "at": tx.now,
    }  # fmt: skip
    tx.emit(TICKET_REPRINT_ASKED, ticket.id, ticket.centre, {**about(ticket), **told})
    tx.audit("ticket.reprint", ticket.id, number=ticket.number, terminal=kiosk)
    return ticket


def show_ticket(tx: Transaction, ticket_id: str) -> Ticket:
    """The desk has told the person the number: it may be called without paper.

    Raises NotFound, Forbidden, AlreadyConfirmed.
    """
    ticket = tx.one(Ticket, ticket_id)
    tx.actor.require_centre(ticket.centre)
    if ticket.print_outcome not in UNCONFIRMED:
        raise AlreadyConfirmed(outcome=ticket.print_outcome)
    _show(tx, ticket)
    return ticket


def show_unprinted(tx: Transaction) -> int:
    """Let tickets be called whose paper nobody vouches for after ``hall.print_confirm_seconds``.

    Their holders have the number from the kiosk's screen and the hall's display.
    """
    limit = tx.now - timedelta(seconds=tx.settings.hall["print_confirm_seconds"])
    late = select(Ticket).where(
        Ticket.print_outcome.in_(UNCONFIRMED), Ticket.issued_at <= limit, Ticket.state == WAITING
    )
    tickets = tx.session.scalars(late.order_by(Ticket.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for ticket in tickets:
        _show(tx, ticket)
    return len(tickets)


def _show(tx: Transaction, ticket: Ticket) -> None:
    was, ticket.print_outcome = ticket.print_outcome, MOVES["show"][1]
    tx.emit(TICKET_SHOWN, ticket.id, ticket.centre, {**about(ticket), "was": was, "at": tx.now})
    tx.audit("ticket.show", ticket.id, number=ticket.number, was=was)
