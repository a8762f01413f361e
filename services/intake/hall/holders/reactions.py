"""Personal data is not kept longer than it is needed."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.hall.holders.actions import forget_holders


class HolderReactions:
    @every(seconds=60.0)
    def forget_ticket_holders(self, tx: Transaction) -> None:
        forget_holders(tx)
