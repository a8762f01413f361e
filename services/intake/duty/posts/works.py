"""What somebody answers for at the windows: open cases, inquiries, tickets kept for them; and giving it to another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from libs.common.clock import local
from libs.common.events.intake import TICKET_TRANSFERRED
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.rules import OPEN
from services.intake.casework.cases.tables import Case
from services.intake.casework.inquiries.rules import State as Asked
from services.intake.casework.inquiries.tables import Inquiry
from services.intake.casework.inquiries.taking_over import take_over, take_over_case
from services.intake.duty.posts.rules import CASE, INQUIRY, TICKET
from services.intake.hall.queue.moving import about
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.rules import HELD, WAITING
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.tables import Item

_ANSWERS = func.coalesce(Inquiry.holder, Case.clerk)
"""Who answers for a case: see inquiries/answerable.py."""
_PINNED = (("centre", Case.centre), ("code", Case.item_code), ("version", Case.item_version))


@dataclass(frozen=True)
class Thing:
    """``holder`` answers for it now. An inquiry may belong to no window. ``pair``: the item's own A and B."""

    kind: str
    id: str
    number: str
    window: int | None
    holder: str
    pair: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.id


def things_of(tx: ReadTransaction, centre: str, logins: Collection[str]) -> list[Thing]:
    """All that ``logins`` answer for: not what they are serving, which they finish themselves."""
    if not logins:
        return []
    cases = (
        select(Case.id, Case.case_number, Case.window, _ANSWERS, Item.post_a, Item.post_b)
        .join(Inquiry, Inquiry.case_id == Case.id, isouter=True)
        .join(Item, and_(*(getattr(Item, name) == case for name, case in _PINNED)), isouter=True)
        .where(Case.centre == centre, Case.state.in_(OPEN), _ANSWERS.in_(logins))
    )
    found = [
        Thing(CASE, case_id, number, window, holder, None if a is None or b is None else (a, b))
        for case_id, number, window, holder, a, b in tx.session.execute(cases.order_by(Case.id))
    ]
    asked = select(Inquiry).where(
        Inquiry.centre == centre,
        Inquiry.case_id.is_(None),
        Inquiry.state != Asked.CLOSED,
        Inquiry.holder.in_(logins),
    )
    found += [
        Thing(INQUIRY, each.id, f"首问{local(each.asked_at):%m%d-%H%M}", each.window, each.holder)
        for each in tx.session.scalars(asked.order_by(Inquiry.id))
    ]
    kept = select(Ticket).where(
        Ticket.centre == centre,
        Ticket.service_date == local(tx.now).date(),
        or_(
            and_(Ticket.state == WAITING, Ticket.for_clerk.in_(logins)),
            and_(Ticket.state == HELD, Ticket.clerk.in_(logins)),
        ),
    )
    for ticket in tx.session.scalars(kept.order_by(Ticket.id)):
        holder = ticket.for_clerk if ticket.state == WAITING else ticket.clerk
        found.append(Thing(TICKET, ticket.id, ticket.number, ticket.window or ticket.for_window, str(holder)))
    return found


def holders_of(tx: ReadTransaction, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Who answers for each of these things now; those that have ended are left out."""
    ids = {kind: [each for found, each in keys if found == kind] for kind in (CASE, INQUIRY, TICKET)}
    found: dict[tuple[str, str], str] = {}
    for some in _portions(ids[CASE]):
        rows = select(Case.id, _ANSWERS).join(Inquiry, Inquiry.case_id == Case.id, isouter=True)
        for each, holder in tx.session.execute(rows.where(Case.id.in_(some), Case.state.in_(OPEN))):
            found[CASE, each] = holder
    for some in _portions(ids[INQUIRY]):
        rows = select(Inquiry.id, Inquiry.holder).where(Inquiry.id.in_(some), Inquiry.state != Asked.CLOSED)
        for each, holder in tx.session.execute(rows):
            found[INQUIRY, each] = holder
    for some in _portions(ids[TICKET]):
        tickets = select(Ticket).where(Ticket.id.in_(some), Ticket.state.in_((WAITING, HELD)))
        for ticket in tx.session.scalars(tickets):
            found[TICKET, ticket.id] = str(ticket.for_clerk if ticket.state == WAITING else ticket.clerk)
    return found


def give(tx: Transaction, thing: Thing, receiver: str, reason: str) -> bool:
    """Let ``receiver`` answer for it from now on; False when it ended or changed hands since it was looked at."""
    if thing.kind == TICKET:
        return _give_ticket(tx, thing, receiver, reason)
    if thing.kind == CASE:
        case = tx.session.get(Case, thing.id, with_for_update=True, populate_existing=True)
        if case is None or case.state not in OPEN or holders_of(tx, [thing.key]).get(thing.key) != thing.holder:
            return False
        take_over_case(tx, case, receiver, reason)
        return True
    inquiry = tx.session.get(Inquiry, thing.id, with_for_update=True, populate_existing=True)
    if inquiry is None or inquiry.state == Asked.CLOSED or inquiry.holder != thing.holder:
        return False
    take_over(tx, inquiry, receiver, reason)
    return True


def _give_ticket(tx: Transaction, thing: Thing, receiver: str, reason: str) -> bool:
    """One that waits is kept for the receiver at its place in the queue; one that is held is theirs to go on with."""
    ticket = tx.session.get(Ticket, thing.id, with_for_update=True, populate_existing=True)
    if ticket is None or ticket.state not in (WAITING, HELD):
        return False
    waits = ticket.state == WAITING
    if (ticket.for_clerk if waits else ticket.clerk) != thing.holder:
        return False
    whose = {"for_clerk": receiver} if waits else {"clerk": receiver}
    tx.moved(Ticket, ticket.id, origin=[ticket.state], to=ticket.state, version=ticket.version, **whose)  # type: ignore[arg-type]
    tx.audit("ticket.hand_over", ticket.id, number=ticket.number, giver=thing.holder, receiver=receiver)
    if waits:
        told = {
            "class_name": ticket.class_name, "from_class": ticket.prefix, "was": ticket.state, "from_window": None,
            "to_window": ticket.for_window, "to_clerk": receiver, "ahead": count_ahead(tx, ticket), "reason": reason,
            "at": tx.now,
        }  # fmt: skip
        tx.emit(TICKET_TRANSFERRED, ticket.id, ticket.centre, {**about(ticket), **told})
    return True


def _portions(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]
