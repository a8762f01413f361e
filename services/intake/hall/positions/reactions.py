"""The queue is looked at for tickets whose turn is near."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.hall.positions.near import tell_near


class PositionReactions:
    @every(seconds=1.0)
    def tell_near_tickets(self, tx: Transaction) -> None:
        tell_near(tx)
