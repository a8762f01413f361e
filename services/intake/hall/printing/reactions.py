"""The queue hears what became of the paper, and does not wait for ever."""

from __future__ import annotations

import structlog

from libs.common.events import Envelope
from libs.common.events.devices import TICKET_PRINTED
from libs.common.messaging import subscribe
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.hall.printing.actions import record_print, show_unprinted

log = structlog.get_logger(__name__)


class PrintReactions:
    @subscribe(TICKET_PRINTED, reaction="record-print")
    def on_ticket_printed(self, tx: Transaction, event: Envelope) -> None:
        """Keep whether the paper came out."""
        if not record_print(tx, event.centre, event.data["ticket_id"], event.data["outcome"]):
            log.warning("ticket.printed_unknown", ticket=event.data["ticket_id"], terminal=event.data["terminal_id"])

    @every(seconds=1.0)
    def show_unprinted_tickets(self, tx: Transaction) -> None:
        show_unprinted(tx)
