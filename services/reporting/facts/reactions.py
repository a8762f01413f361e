"""What *reporting* hears: everything that figures are made of."""

from libs.common.events import Envelope
from libs.common.messaging import subscribe_batch
from libs.common.transaction import Transaction
from services.reporting.facts.actions import record_facts
from services.reporting.facts.readings import EVENTS


class FactReactions:
    # Gathered: a call on its way to the display needs the processor more than the figures do.
    @subscribe_batch(EVENTS, reaction="facts", size=500, gather=0.05)
    def on_facts(self, tx: Transaction, events: list[Envelope]) -> None:
        record_facts(tx, events)
