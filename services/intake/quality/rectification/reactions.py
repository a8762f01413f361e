"""What the passing of days does to rectifications."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.quality.rectification.limits import ring_rectifications


class RectificationReactions:
    @every(seconds=1.0)
    def follow_rectifications(self, tx: Transaction) -> None:
        ring_rectifications(tx)
