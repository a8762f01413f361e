"""What happens to presence by itself."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.presence.actions import look_over, purge_outages


class PresenceReactions:
    @every(seconds=1.0)
    def look_for_the_lost(self, tx: Transaction) -> None:
        """Tell of terminals that have been gone for longer than the grace."""
        look_over(tx)

    @every(seconds=3600.0)
    def purge_outages(self, tx: Transaction) -> None:
        purge_outages(tx)
