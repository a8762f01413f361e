"""The queue and the whereabouts of staff as *intake* tells them."""

from __future__ import annotations

from libs.common.events import Envelope
from libs.common.events.intake import WHEREABOUTS_CHANGED
from libs.common.messaging import subscribe_batch
from libs.common.transaction import Transaction
from services.devices.boards.actions import HEARD, follow
from services.devices.boards.whereabouts import follow_whereabouts


class BoardReactions:
    @subscribe_batch(HEARD, reaction="board", size=200)
    def on_queue_moved(self, tx: Transaction, events: list[Envelope]) -> None:
        follow(tx, events)

    @subscribe_batch((WHEREABOUTS_CHANGED,), reaction="whereabouts", size=100)
    def on_whereabouts_changed(self, tx: Transaction, events: list[Envelope]) -> None:
        follow_whereabouts(tx, events)
