"""Printing again, and doing without paper, over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import Transaction
from services.intake.hall.printing import rules
from services.intake.hall.printing.actions import ask_reprint, show_ticket
from services.intake.hall.printing.schemas import Reprint, Show
from services.intake.hall.queue.schemas import TicketView

AT_THE_WINDOW = (Role.CLERK, Role.WINDOW_LEAD)


class PrintRoutes:
    @route(
        "POST", "/tickets/<ticket_id>/reprint", body=Reprint(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="补打号票", errors=(rules.NotPrintable, rules.NoKiosk),
    )  # fmt: skip
    def reprint(self, tx: Transaction, ticket_id: str, body: dict[str, Any]) -> Any:
        return ask_reprint(tx, ticket_id, **body)

    @route(
        "POST", "/tickets/<ticket_id>/show", body=Show(), returns=TicketView(), roles=AT_THE_WINDOW,
        summary="已当面告知号码", errors=(rules.AlreadyConfirmed,),
    )  # fmt: skip
    def show(self, tx: Transaction, ticket_id: str, body: dict[str, Any]) -> Any:
        return show_ticket(tx, ticket_id)
