"""Keeping the figures of the fleet fresh."""

from __future__ import annotations

from libs.common.database import Database
from libs.common.scheduler import Ticker
from services.devices.fleet.actions import measure


class FleetReactions:
    db: Database

    # A bare Ticker: it only reads, and must not hold up the writer.
    @Ticker.decorator(5.0)
    def measure_fleet(self) -> None:
        with self.db.reading() as tx:
            measure(tx)
