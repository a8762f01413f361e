"""Looking at a position by its token."""

from __future__ import annotations

from hmac import compare_digest
from io import BytesIO
from typing import Any

import segno
from sqlalchemy import select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.estimates.actions import estimate_wait
from services.intake.hall.positions.rules import NoSuchPosition, shows_place, shows_window
from services.intake.hall.positions.tokens import position_url, token_digest
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.tables import Ticket


def ticket_of(tx: ReadTransaction, token: str) -> Ticket:
    """The ticket of today that ``token`` opens. Raises NoSuchPosition, for whatever reason."""
    digest = token_digest(token)
    ticket = tx.session.scalars(select(Ticket).where(Ticket.position_digest == digest)).one_or_none()
    known = compare_digest((ticket and ticket.position_digest) or "", digest)
    if ticket is None or not known or ticket.service_date != local(tx.now).date():
        raise NoSuchPosition()
    return ticket


def show_position(tx: ReadTransaction, token: str) -> dict[str, Any]:
    """Number, state, people ahead, estimate, and the window when called: nothing of the person. Raises NoSuchPosition.

    ``notice_at``: which place in line the notice comes at; ``near``: it has come.
    """
    ticket = ticket_of(tx, token)
    ahead = count_ahead(tx, ticket) if shows_place(ticket.state) else None
    return {
        "number": ticket.number,
        "state": ticket.state,
        "ahead": ahead,
        "estimated_seconds": None if ahead is None else estimate_wait(tx, ticket, ahead),
        "window": ticket.window if shows_window(ticket.state) else None,
        "notice_at": ticket.near_places,
        "near": ticket.near_at is not None,
        "at": tx.now,
    }


def choose_notice(tx: Transaction, token: str, places: int) -> dict[str, Any]:
    """Have the notice when the ticket is ``places``-th in line; one that came stays so. Raises NoSuchPosition."""
    ticket_of(tx, token).near_places = places
    tx.session.flush()
    return show_position(tx, token)


def position_code(tx: ReadTransaction, token: str) -> bytes:
    """The page's address as a QR code, an SVG. Raises NoSuchPosition, also where no page's address is set."""
    ticket = ticket_of(tx, token)
    url = position_url(tx.settings, ticket.id)
    if url is None:
        raise NoSuchPosition()
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", scale=8)
    return drawn.getvalue()
