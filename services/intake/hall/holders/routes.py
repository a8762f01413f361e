"""Binding a ticket to its holder at the desk, and finding it again."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from libs.common.actor import Role
from libs.common.http import route
from libs.common.identity.resident_id import InvalidIdentifier
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.holders.actions import keep_holder, tickets_of
from services.intake.hall.holders.schemas import FindTickets, HolderSchema
from services.intake.hall.queue.schemas import TicketView
from services.intake.hall.queue.tables import Ticket
from services.intake.territory import acting_centre

AT_THE_WINDOW = (Role.CLERK, Role.WINDOW_LEAD)


class FoundTickets(Schema):
    tickets = fields.List(fields.Nested(TicketView), required=True)


class HolderRoutes:
    @route(
        "PUT", "/tickets/<ticket_id>/holder", body=HolderSchema(), roles=AT_THE_WINDOW, idempotent=False,
        summary="为号码登记证件号或手机号", errors=(InvalidIdentifier,),
    )  # fmt: skip
    def put_holder(self, tx: Transaction, ticket_id: str, body: dict[str, Any]) -> None:
        ticket = tx.one(Ticket, ticket_id)
        tx.actor.require_centre(ticket.centre)
        keep_holder(tx, ticket, **body)

    @route(
        "POST", "/tickets/find", mode="read", body=FindTickets(), returns=FoundTickets(), roles=AT_THE_WINDOW,
        summary="按证件号或手机号查当日号码", errors=(InvalidIdentifier,),
    )  # fmt: skip
    def find_by_holder(self, tx: ReadTransaction, body: dict[str, Any]) -> Any:
        """In the body, for an id number must not stand in an address. The tickets come back, never the holder."""
        centre = acting_centre(tx, body.pop("centre"))
        return {"tickets": tickets_of(tx, centre, **body)}
