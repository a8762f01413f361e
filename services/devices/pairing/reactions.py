"""What happens to pairing codes by itself."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.pairing.actions import purge_codes


class PairingReactions:
    @every(seconds=60.0)
    def purge_pairing_codes(self, tx: Transaction) -> None:
        purge_codes(tx)
