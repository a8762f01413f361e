"""The queue as *intake* tells it."""

from __future__ import annotations

from libs.common.events import Envelope
from libs.common.messaging import subscribe_batch
from libs.common.transaction import Transaction
from services.devices.boards.actions import HEARD, follow


class BoardReactions:
    @subscribe_batch(HEARD, reaction="board", size=200)
    def on_queue_moved(self, tx: Transaction, events: list[Envelope]) -> None:
        follow(tx, events)
