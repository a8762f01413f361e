"""Back into a queue: the wrong key, the missed number, another class, window or person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from libs.common.clock import local
from libs.common.errors import Invalid
from libs.common.events.intake import TICKET_REACTIVATED, TICKET_REQUEUED, TICKET_TRANSFERRED
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.queue.moving import about, advance, lock_window, ticket_for
from services.intake.hall.queue.placing import count_ahead, place_behind
from services.intake.hall.queue.rules import AT_WINDOW, UnknownClerk, require_reactivable
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.actions import centre_of, class_of, window_of
from services.intake.items.catalogue.tables import BusinessClass, Window, WindowClass


def requeue(
    tx: Transaction,
    centre: str,
    window: int,
    *,
    ticket_id: str | None = None,
    clerk: str | None = None,
    reason: str | None = None,
) -> Ticket:
    """Put the ticket at the window back to the place it had (退回队列): a wrong key must cost nobody their turn.

    Raises NobodyHere, AnotherTicket.
    """
    lock_window(tx, centre, window)
    ticket = ticket_for(tx, "requeue", centre, window, ticket_id)
    was = ticket.state
    advance(tx, "requeue", ticket, window=window, by=clerk)
    ahead = count_ahead(tx, ticket)
    told = {"window": window, "was": was, "ahead": ahead, "reason": reason, "at": tx.now}
    tx.emit(TICKET_REQUEUED, ticket.id, centre, {**about(ticket), **told})
    return ticket


def reactivate(tx: Transaction, ticket_id: str, *, clerk: str | None = None) -> Ticket:
    """Let a missed number wait again, after the next few of its class (the centre's ``missed_waits_for``).

    Raises NotFound, Forbidden, NotToday, NotMissed, MissedTwice.
    """
    ticket = tx.one(Ticket, ticket_id)
    tx.actor.require_centre(ticket.centre)
    require_reactivable(ticket.state, ticket.misses, ticket.service_date, local(tx.now).date())
    after = centre_of(tx, ticket.centre).missed_waits_for
    place = place_behind(tx, ticket, after) if after else {}
    advance(tx, "reactivate", ticket, window=None, by=clerk, near_at=None, **place)
    told = {"after": after, "ahead": count_ahead(tx, ticket), "misses": ticket.misses, "at": tx.now}
    tx.emit(TICKET_REACTIVATED, ticket.id, ticket.centre, {**about(ticket), **told})
    return ticket


def transfer(
    tx: Transaction,
    ticket_id: str,
    *,
    business_class: str | None = None,
    window: int | None = None,
    person: str | None = None,
    clerk: str | None = None,
    reason: str | None = None,
) -> Ticket:
    """Let a ticket wait for another class, one window or one person (a login); say exactly one of the three.

    It keeps its number and its place in time: whoever was sent to the wrong queue does not start again.
    Raises NotFound, Forbidden, Invalid, UnknownClass, UnknownClerk, NotTransferable.
    """
    ticket = tx.one(Ticket, ticket_id)
    tx.actor.require_centre(ticket.centre)
    target = _target(tx, ticket, business_class, window, person)
    was, old = ticket.state, ticket.prefix
    left = ticket.window if was in AT_WINDOW else None
    advance(
        tx, "transfer", ticket, window=left, by=clerk,
        prefix=target.prefix, class_name=target.name, for_window=window, for_clerk=person, near_at=None,
    )  # fmt: skip
    told = {
        "class_name": target.name, "from_class": old, "was": was, "from_window": left, "to_window": window,
        "to_clerk": person, "ahead": count_ahead(tx, ticket), "reason": reason, "at": tx.now,
    }  # fmt: skip
    tx.emit(TICKET_TRANSFERRED, ticket.id, ticket.centre, {**about(ticket), **told})
    return ticket


def _target(
    tx: ReadTransaction, ticket: Ticket, business_class: str | None, window: int | None, person: str | None
) -> BusinessClass:
    """The class that the ticket will wait in: the one said, or one that the window, or the person's window, calls."""
    said: list[Any] = [each for each in (business_class, window, person) if each is not None]
    if len(said) != 1:
        raise Invalid("请指明转往的号类、窗口或经办人之一", field="business_class")
    if business_class is not None:
        return class_of(tx, ticket.centre, business_class)
    place = window_of(tx, ticket.centre, window) if window is not None else _seat(tx, ticket.centre, str(person))
    calls = tx.session.scalars(
        select(WindowClass.prefix)
        .where(WindowClass.centre == ticket.centre, WindowClass.window == place.number)
        .order_by(WindowClass.rank, WindowClass.prefix != ticket.prefix, WindowClass.prefix)
    ).first()
    return class_of(tx, ticket.centre, place.prefix or calls or ticket.prefix)


def _seat(tx: ReadTransaction, centre: str, person: str) -> Window:
    """The window at which the person is A post, or else B post. Raises UnknownClerk."""
    sits = select(Window).where(Window.centre == centre, or_(Window.post_a == person, Window.post_b == person))
    found = tx.session.scalars(sits.order_by(Window.post_a != person, Window.number)).first()
    if found is None:
        raise UnknownClerk(person, field="person")
    return found
