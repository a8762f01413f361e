"""Deliveries follow the days."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.casework.deliveries.actions import ring_deliveries


class DeliveryReactions:
    @every(seconds=5.0)
    def follow_deliveries(self, tx: Transaction) -> None:
        ring_deliveries(tx)
