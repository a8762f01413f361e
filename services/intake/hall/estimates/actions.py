"""Asking how long a ticket will wait (预计等候时间)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Integer, func, or_, select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.hall.estimates.rules import (
    ACTIVE_FOR,
    ANY_CLASS,
    AtWindow,
    Pace,
    Standing,
    expected_wait,
    places_before,
    working,
)
from services.intake.hall.estimates.tables import LearnedPace
from services.intake.hall.queue.hours import class_openings, seconds_since_midnight, session_now
from services.intake.hall.queue.rules import AT_WINDOW
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.duty import duties
from services.intake.hall.windows.rules import CLOSED
from services.intake.items.catalogue.tables import WindowClass


def estimate_wait(tx: ReadTransaction, ticket: Ticket, ahead: int) -> int | None:
    """Whole seconds until the call of a waiting ticket with ``ahead`` before it; None when no window works for it.

    A paused window counts: it comes back. What is not known yet (docs/decisions/0016): the windows of the later
    hours beyond what they usually are.
    """
    closed = {number for number, duty in duties(tx, ticket.centre).items() if duty.state == CLOSED}
    session = session_now(tx, ticket.centre, tx.now)
    windows = {number for number in _callers(tx, ticket) - closed if session is None or session.serves((number,))}
    if not windows:
        return None
    today = local(tx.now).date()
    openings = class_openings(tx, ticket.centre, today, {ticket.prefix: windows})[ticket.prefix]
    at_work = working(_at_windows(tx, ticket.centre, windows), tx.now)
    who = Standing(
        prefix=ticket.prefix,
        places=places_before(ahead, at_work),
        windows=len(at_work),
        at=seconds_since_midnight(tx.now, today),
        openings=openings,
    )
    return round(expected_wait(_paces(tx, ticket), who, tx.settings.hall["usual_handling_seconds"]))


def _callers(tx: ReadTransaction, ticket: Ticket) -> set[int]:
    if ticket.for_window is not None:
        return {ticket.for_window}
    query = select(WindowClass.window).where(WindowClass.centre == ticket.centre, WindowClass.prefix == ticket.prefix)
    return set(tx.session.scalars(query))


def _at_windows(tx: ReadTransaction, centre: str, numbers: Collection[int]) -> list[AtWindow]:
    query = (
        select(Ticket.window, func.max(Ticket.called_at), func.max(Ticket.state.in_(AT_WINDOW).cast(Integer)))
        .where(
            Ticket.centre == centre,
            Ticket.service_date == local(tx.now).date(),
            or_(Ticket.called_at >= tx.now - ACTIVE_FOR, Ticket.state.in_(AT_WINDOW)),
        )
        .group_by(Ticket.window)
    )
    seen = {window: (last, bool(busy)) for window, last, busy in tx.session.execute(query)}
    return [AtWindow(number, *seen.get(number, (None, False))) for number in sorted(numbers)]


def _paces(tx: ReadTransaction, ticket: Ticket) -> dict[tuple[str, int, int], Pace]:
    query = select(LearnedPace).where(
        LearnedPace.centre == ticket.centre, LearnedPace.prefix.in_((ticket.prefix, ANY_CLASS))
    )
    keyed = ((row, (row.prefix, row.hour, row.windows)) for row in tx.session.scalars(query))
    return {key: Pace(key, row.seconds, row.calls) for row, key in keyed}
