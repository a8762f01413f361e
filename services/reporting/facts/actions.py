"""Writing facts down."""

from __future__ import annotations

from collections.abc import Sequence

from libs.common.events import Envelope
from libs.common.transaction import Transaction
from services.reporting.facts.readings import READINGS
from services.reporting.facts.tables import Fact


def record_facts(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Add the fact of each event; one that is there already stays as it is."""
    rows = [READINGS[event.type].fact(event, tx.now) for event in events]
    tx.session.execute(tx.upsert(Fact).on_conflict_do_nothing(), rows)
