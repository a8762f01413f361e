"""What happens to the proof of play by itself."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.signage.plays import purge_periods


class SignageReactions:
    @every(seconds=3600.0)
    def purge_play_periods(self, tx: Transaction) -> None:
        purge_periods(tx)
