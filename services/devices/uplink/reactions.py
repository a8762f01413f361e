"""The uplink queue, declared by the broker's definitions before any terminal can connect."""

from __future__ import annotations

from libs.common.messaging import RawMessage, consume_batch
from libs.common.messaging.topology import UPLINK_QUEUE
from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.devices.uplink.actions import purge, take
from services.devices.uplink.rules import is_heartbeat


class UplinkReactions:
    # Two thousand terminals say seventy times a second that they are there: together, not in a transaction each.
    @consume_batch(UPLINK_QUEUE, size=500, gather=0.5, unhurried=is_heartbeat)
    def on_uplink(self, tx: Transaction, messages: list[RawMessage]) -> None:
        take(tx, messages)

    @every(seconds=600.0)
    def purge_uplink(self, tx: Transaction) -> None:
        purge(tx)
