"""What happens to emergencies by itself."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.emergencies.confirming import look_after


class EmergencyReactions:
    @every(seconds=1.0)
    def look_after_emergencies(self, tx: Transaction) -> None:
        """End those that have lapsed; raise the boards that have not confirmed."""
        look_after(tx)
