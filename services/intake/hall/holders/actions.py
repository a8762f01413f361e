"""Keeping, finding by, and forgetting the id number or phone of a ticket's holder."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select

from libs.common.clock import local
from libs.common.errors import Invalid
from libs.common.identity.keyring import blind_index
from libs.common.identity.resident_id import check_phone, check_resident_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.holders.tables import TicketHolder
from services.intake.hall.queue.tables import Ticket

RESIDENT_ID, PHONE = "ticket_holder.resident_id", "ticket_holder.phone"


def keep_holder(tx: Transaction, ticket: Ticket, *, resident_id: str | None = None, phone: str | None = None) -> None:
    """Keep what is said, encrypted; what is not said stays. Raises InvalidIdentifier.

    The book of record says that it was kept, not what.
    """
    kept: dict[str, str] = {}
    if resident_id:
        number = check_resident_id(resident_id, local(tx.now).date()).number
        kept |= {"resident_id": number, "resident_id_index": blind_index(number, RESIDENT_ID)}
    if phone:
        digits = check_phone(phone)
        kept |= {"phone": digits, "phone_index": blind_index(digits, PHONE)}
    if not kept:
        return
    holder = tx.session.get(TicketHolder, ticket.id)
    if holder is None:
        holder = TicketHolder(ticket_id=ticket.id, centre=ticket.centre, service_date=ticket.service_date)
        tx.session.add(holder)
    for name, value in kept.items():
        setattr(holder, name, value)
    bound = [name for name in ("resident_id", "phone") if name in kept]
    tx.audit("ticket.bind", ticket.id, number=ticket.number, bound=bound)


def tickets_of(
    tx: ReadTransaction, centre: str, *, resident_id: str | None = None, phone: str | None = None
) -> list[Ticket]:
    """Today's tickets of who has lost the paper, by id number or phone. Raises Invalid, InvalidIdentifier."""
    today = local(tx.now).date()
    found = []
    if resident_id:
        number = check_resident_id(resident_id, today).number
        found.append(TicketHolder.resident_id_index == blind_index(number, RESIDENT_ID))
    if phone:
        found.append(TicketHolder.phone_index == blind_index(check_phone(phone), PHONE))
    if not found:
        raise Invalid("请填写证件号或手机号", field="phone")
    held = select(TicketHolder.ticket_id).where(
        TicketHolder.centre == centre, TicketHolder.service_date == today, or_(*found)
    )
    return list(tx.session.scalars(select(Ticket).where(Ticket.id.in_(held)).order_by(Ticket.issued_at, Ticket.id)))


def forget_holders(tx: Transaction) -> int:
    """Delete what is older than ``hall.ticket_holder_days``; returns how many."""
    last = local(tx.now).date() - timedelta(days=tx.settings.hall["ticket_holder_days"])
    return int(tx.session.execute(delete(TicketHolder).where(TicketHolder.service_date < last)).rowcount)  # type: ignore[attr-defined]
