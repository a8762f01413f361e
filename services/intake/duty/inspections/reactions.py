"""Findings follow their days; a day without an inspection is told of."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.duty.inspections.sweeps import miss_inspections, ring_findings


class InspectionReactions:
    @every(seconds=2.0)
    def follow_inspections(self, tx: Transaction) -> None:
        ring_findings(tx)
        miss_inspections(tx)
