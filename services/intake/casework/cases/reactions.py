"""What cases do by themselves: hear of delegated items that come back, and follow the days."""

from __future__ import annotations

from libs.common.events import Envelope
from libs.common.events.routing import DELEGATION_RETURNED
from libs.common.messaging import subscribe
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.casework.cases import sweeps
from services.intake.casework.cases.delegation import record_return


class CaseReactions:
    @subscribe(DELEGATION_RETURNED, reaction="record-delegation")
    def on_delegation_returned(self, tx: Transaction, event: Envelope) -> None:
        record_return(tx, **{name: event.data[name] for name in ("case_id", "delegation_id", "outcome")})

    @every(seconds=1.0)
    def follow_case_clocks(self, tx: Transaction) -> None:
        sweeps.accept_unanswered(tx)
        sweeps.lapse_undertakings(tx)
        sweeps.ring_deadlines(tx)
