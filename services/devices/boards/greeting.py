"""What a terminal is told when it says hello or asks for a board again: its state, from here and now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libs.common.transaction import Transaction
from libs.terminal import vocabulary as words
from services.devices.boards.rules import QUEUE
from services.devices.boards.state import hall_of, load_board
from services.devices.calls.tracking import alarm_at
from services.devices.commands.actions import Order, give
from services.devices.registry.recipients import Recipient
from services.devices.signage.lists import greet_led


def greet(tx: Transaction, to: Recipient, held: Mapping[str, int], only: str | None = None) -> None:
    """Bring one terminal up to date. ``held`` names the revisions it has; ``only`` the one board it asks for."""
    if to.kind == "led" and only is None:
        greet_led(tx, to, held)
    # An LED board may show the queue too; it says so by naming the board.
    if to.kind == "queue_display" or (to.kind == "led" and (only == QUEUE or QUEUE in held)):
        if only not in (None, QUEUE):
            return
        row = load_board(tx, to.centre)
        revision = row.revision if row else 0
        if only is None and held.get(QUEUE) == revision:
            return
        snapshot: dict[str, Any] = {"board": QUEUE, "revision": revision, "content": hall_of(row).content}
        give(tx, [Order(to, words.BOARD_SNAPSHOT, snapshot)])
    elif to.kind in ("caller", "window_screen") and to.window is not None:
        hall = hall_of(load_board(tx, to.centre))
        undelivered = alarm_at(tx, to.centre, to.window) if to.kind == "caller" else None
        give(tx, [Order(to, words.WINDOW_STATE, hall.state_of(to.window, to.business_class, undelivered))])
