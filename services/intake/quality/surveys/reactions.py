"""Surveys end with their last day."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.quality.surveys.actions import close_ended


class SurveyReactions:
    @every(seconds=5.0)
    def end_surveys(self, tx: Transaction) -> None:
        close_ended(tx)
