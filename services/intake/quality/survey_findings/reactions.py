"""Findings follow the days."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.quality.survey_findings.actions import ring_findings


class FindingReactions:
    @every(seconds=1.0)
    def follow_findings(self, tx: Transaction) -> None:
        ring_findings(tx)
