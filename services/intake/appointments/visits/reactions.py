"""Answers follow the days."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.appointments.visits.sweeps import ring_answers


class VisitReactions:
    @every(seconds=1.0)
    def follow_visits(self, tx: Transaction) -> None:
        ring_answers(tx)
