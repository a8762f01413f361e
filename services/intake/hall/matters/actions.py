"""Several matters on one ticket: putting them there, and going on from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from libs.common.events.intake import TICKET_MATTER_FINISHED
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.matters.rules import (
    DONE,
    MOST,
    WAITS,
    ItemWithoutClass,
    MatterOnTicket,
    TooManyMatters,
    gathered,
)
from services.intake.hall.matters.tables import TicketMatter
from services.intake.hall.queue.moving import about, advance
from services.intake.hall.queue.periods import seconds_in
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.rules import CALLED, IN_HAND, SERVING, WAITING, NotTransferable
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.actions import class_of, item_class, item_for_case


def wanted_classes(tx: ReadTransaction, centre: str, wanted: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """``business_class`` or ``item_code`` or both, each: the classes in order, with their items.

    Raises UnknownClass, ItemNotOffered, ItemWithoutClass, TooManyMatters.
    """

    def prefix_of(each: Mapping[str, Any]) -> str:
        item = item_for_case(tx, centre, each["item_code"]) if each.get("item_code") else None
        prefix = each.get("business_class") or (item_class(tx, item) if item else None)
        if prefix is None:
            raise ItemWithoutClass(field="matters")
        return class_of(tx, centre, prefix, field="matters").prefix

    return gathered((prefix_of(each), each.get("item_code")) for each in wanted)


def put_matters(tx: Transaction, ticket: Ticket, wanted: Mapping[str, list[str]]) -> None:
    """Write the matters of a new ticket, in order; the first is the one it waits for."""
    for seq, (prefix, items) in enumerate(wanted.items(), 1):
        _put(tx, ticket, seq, prefix, items)


def add_matter(tx: Transaction, ticket_id: str, wanted: Mapping[str, Any], *, clerk: str | None = None) -> Ticket:
    """One more matter for a ticket in hand: the person asks at the window.

    Raises NotFound, Forbidden, NotTransferable (no longer in hand), MatterOnTicket, TooManyMatters and what
    ``wanted_classes`` raises.
    """
    ticket = tx.one(Ticket, ticket_id)
    tx.actor.require_centre(ticket.centre)
    if ticket.state not in IN_HAND:
        raise NotTransferable(state=ticket.state)
    ((prefix, items),) = wanted_classes(tx, ticket.centre, [wanted]).items()
    matters = matters_of(tx, ticket.id)
    if not matters:
        matters = [_put(tx, ticket, 1, ticket.prefix, [])]
    if any(each.prefix == prefix and each.state == WAITS for each in matters):
        raise MatterOnTicket(prefix, field="business_class")
    if len(matters) >= MOST:
        raise TooManyMatters(most=MOST)
    _put(tx, ticket, len(matters) + 1, prefix, items)
    tx.audit("ticket.add_matter", ticket.id, number=ticket.number, business_class=prefix, items=items, clerk=clerk)
    return ticket


def matters_of(tx: ReadTransaction, ticket_id: str) -> list[TicketMatter]:
    query = select(TicketMatter).where(TicketMatter.ticket_id == ticket_id).order_by(TicketMatter.seq)
    return list(tx.session.scalars(query))


def settle_matter(tx: Transaction, ticket: Ticket, clerk: str | None) -> TicketMatter | None:
    """The matter that ``ticket`` is served for is done; the one that follows, None for the last."""
    following = None
    for matter in matters_of(tx, ticket.id):
        if matter.seq == ticket.matter:
            matter.state, matter.window, matter.finished_at = DONE, ticket.window, tx.now
            matter.clerk = clerk or ticket.clerk
        elif matter.seq > ticket.matter and following is None:
            following = matter
    return following


def go_on(tx: Transaction, ticket: Ticket, following: TicketMatter, clerk: str | None) -> Ticket:
    """Let the ticket at a window wait for its next matter: same number, and its place in time, as after a transfer."""
    window, served_for, from_class = ticket.window, ticket.matter, ticket.prefix
    told = {
        "from_class": from_class, "matter": served_for, "window": window, "clerk": clerk or ticket.clerk,
        "waiting_seconds": seconds_in(tx, ticket.id, (WAITING, CALLED), served_for),
        "handling_seconds": seconds_in(tx, ticket.id, (SERVING,), served_for),
    }  # fmt: skip
    advance(
        tx, "next_matter", ticket, window=window, by=clerk, matter=following.seq, near_at=None,
        prefix=following.prefix, class_name=following.class_name, for_window=None, for_clerk=None,
    )  # fmt: skip
    here = {"class_name": ticket.class_name, "ahead": count_ahead(tx, ticket), "at": tx.now}
    tx.emit(TICKET_MATTER_FINISHED, ticket.id, ticket.centre, {**about(ticket), **told, **here})
    return ticket


def matter_figures(tx: ReadTransaction, ticket: Ticket) -> list[dict[str, Any]]:
    """Each matter of the ticket with its waiting and handling so far; of one that has a single matter, that."""
    matters = matters_of(tx, ticket.id) or [
        TicketMatter(
            seq=1, prefix=ticket.prefix, class_name=ticket.class_name, items=[], window=ticket.window,
            clerk=ticket.clerk, finished_at=ticket.finished_at, state=DONE if ticket.finished_at else WAITS,
        )
    ]  # fmt: skip
    names = ("seq", "prefix", "class_name", "items", "state", "window", "clerk", "finished_at")
    return [
        {
            **{name: getattr(matter, name) for name in names},
            "waiting_seconds": seconds_in(tx, ticket.id, (WAITING, CALLED), matter.seq),
            "handling_seconds": seconds_in(tx, ticket.id, (SERVING,), matter.seq),
        }
        for matter in matters
    ]


def _put(tx: Transaction, ticket: Ticket, seq: int, prefix: str, items: list[str]) -> TicketMatter:
    matter = TicketMatter(
        ticket_id=ticket.id, seq=seq, centre=ticket.centre, prefix=prefix, items=items, state=WAITS,
        class_name=class_of(tx, ticket.centre, prefix).name,
    )  # fmt: skip
    tx.session.add(matter)
    return matter
