"""A swap that nobody answered ends with its day."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.duty.leaders.actions import lapse_swaps


class LeaderReactions:
    @every(seconds=60.0)
    def lapse_unanswered_swaps(self, tx: Transaction) -> None:
        lapse_swaps(tx)
