"""The uplink queue, declared by the broker's definitions before any terminal can connect."""

from __future__ import annotations

from libs.common.messaging import RawMessage, consume_batch
from libs.common.messaging.topology import UPLINK_QUEUE
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.uplink.actions import purge, take


class UplinkReactions:
    @consume_batch(UPLINK_QUEUE, size=500)
    def on_uplink(self, tx: Transaction, messages: list[RawMessage]) -> None:
        take(tx, messages)

    @every(seconds=600.0)
    def purge_uplink(self, tx: Transaction) -> None:
        purge(tx)
