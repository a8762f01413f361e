"""Mandates end by themselves when their last day has passed."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.casework.mandates.actions import expire_mandates


class MandateReactions:
    @every(seconds=60.0)
    def expire_mandates(self, tx: Transaction) -> None:
        expire_mandates(tx)
