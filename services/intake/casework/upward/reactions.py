"""Follow-ups come due by themselves."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.casework.upward.following import ring_follow_ups


class UpwardReactions:
    @every(seconds=5.0)
    def remind_of_follow_ups(self, tx: Transaction) -> None:
        ring_follow_ups(tx)
