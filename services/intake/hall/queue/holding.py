"""Holding a handling (挂起) while the person fetches something, and going on with it."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import TICKET_HELD, TICKET_RESUMED
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.queue.moving import about, advance, lock_window, move, ticket_at_window
from services.intake.hall.queue.periods import seconds_in
from services.intake.hall.queue.rules import HELD, NothingHeld, SeveralHeld, require_free
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.duty import require_working


def hold(
    tx: Transaction,
    centre: str,
    window: int,
    *,
    ticket_id: str | None = None,
    clerk: str | None = None,
    reason: str | None = None,
) -> Ticket:
    """Set the handling aside; the window is free for the next. Raises NothingServed, AnotherTicket."""
    lock_window(tx, centre, window)
    ticket = move(tx, "hold", centre, window, ticket_id, clerk)
    tx.emit(TICKET_HELD, ticket.id, centre, {**about(ticket), "window": window, "reason": reason, "at": tx.now})
    return ticket


def resume(
    tx: Transaction, centre: str, window: int, *, ticket_id: str | None = None, clerk: str | None = None
) -> Ticket:
    """Go on with a held ticket: the one said, at whichever window it was held, or the only one of this window.

    Raises WindowNotOpen, StillCalling, StillServing, NothingHeld, SeveralHeld.
    """
    lock_window(tx, centre, window)
    require_working(tx, centre, window)
    current = ticket_at_window(tx, centre, window)
    require_free(current.state if current else None)
    ticket = _held(tx, centre, window, ticket_id)
    before = seconds_in(tx, ticket.id, (HELD,))
    advance(tx, "resume", ticket, window=window, by=clerk, clerk=clerk or ticket.clerk)
    tx.emit(
        TICKET_RESUMED, ticket.id, centre,
        {**about(ticket), "window": window, "held_seconds": before, "at": tx.now},
    )  # fmt: skip
    return ticket


def _held(tx: ReadTransaction, centre: str, window: int, ticket_id: str | None) -> Ticket:
    today = local(tx.now).date()
    query = select(Ticket).where(Ticket.centre == centre, Ticket.service_date == today, Ticket.state == HELD)
    query = query.where(Ticket.window == window) if ticket_id is None else query.where(Ticket.id == ticket_id)
    found = tx.session.scalars(query.limit(2)).all()
    if not found:
        raise NothingHeld()
    if len(found) > 1:
        raise SeveralHeld()
    return found[0]
