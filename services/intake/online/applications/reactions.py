"""Online applications follow the days."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.online.applications import sweeps
from services.intake.online.applications.unanswered import take_in_unanswered


class ApplicationReactions:
    @every(seconds=1.0)
    def follow_applications(self, tx: Transaction) -> None:
        sweeps.ring_prechecks(tx)
        take_in_unanswered(tx)

    @every(seconds=60.0)
    def forget_applications(self, tx: Transaction) -> None:
        sweeps.forget_drafts(tx)
        sweeps.date_applications(tx)
        sweeps.forget_persons(tx)
