"""The catalogue changes with the day."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.items.catalogue.sweeps import follow_days


class CatalogueReactions:
    @every(seconds=1.0)
    def follow_catalogue(self, tx: Transaction) -> None:
        follow_days(tx)
