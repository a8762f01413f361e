"""What a terminal is told when it says hello or asks for a board again: its state, from here and now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libs.common.transaction import Transaction
from libs.terminal import vocabulary as words
from services.devices.boards.rules import QUEUE, boards_of, empty
from services.devices.boards.state import hall_of, load_board
from services.devices.calls.tracking import alarm_at
from services.devices.commands.actions import Order, give
from services.devices.registry.recipients import Recipient
from services.devices.signage.lists import greet_led


def greet(tx: Transaction, to: Recipient, held: Mapping[str, int], only: str | None = None) -> None:
    """Bring one terminal up to date. ``held`` names the revisions it has; ``only`` the one board it asks for."""
    if to.kind == "led" and only is None:
        greet_led(tx, to, held)
    if boards := _boards(to, held, only):
        give(tx, [snapshot for board in boards if (snapshot := _snapshot(tx, to, board, held, only))])
    elif to.kind in ("caller", "window_screen") and to.window is not None:
        hall = hall_of(load_board(tx, to.centre))
        undelivered = alarm_at(tx, to.centre, to.window) if to.kind == "caller" else None
        give(tx, [Order(to, words.WINDOW_STATE, hall.state_of(to.window, to.business_class, undelivered))])


def _boards(to: Recipient, held: Mapping[str, int], only: str | None) -> list[str]:
    """The boards that the terminal shows. An LED board may show the queue too; it says so by naming the board."""
    if to.kind == "queue_display":
        return boards_of(held) if only is None else [only]
    return [QUEUE] if to.kind == "led" and (only == QUEUE or (only is None and QUEUE in held)) else []


def _snapshot(tx: Transaction, to: Recipient, board: str, held: Mapping[str, int], only: str | None) -> Order | None:
    """The board whole, if there is such a one, unless the display holds this very revision and did not ask."""
    row = load_board(tx, to.centre, board)
    revision = row.revision if row else 0
    if board not in words.BOARDS or (only is None and held.get(board) == revision):
        return None
    snapshot: dict[str, Any] = {"board": board, "revision": revision, "content": row.content if row else empty(board)}
    return Order(to, words.BOARD_SNAPSHOT, snapshot)
