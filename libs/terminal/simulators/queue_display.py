"""The big display in the waiting area."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from libs.terminal.kinds.queue_display import QueueDisplay
from libs.terminal.kinds.window_screen import Call
from libs.terminal.simulators.base import Simulator


class QueueDisplaySimulator(Simulator[QueueDisplay]):
    """``boards``: board → (revision, content) on the screen; ``revisions``: all revisions shown, in order.

    ``calls``: those it had to show in place of a window's screen.
    """

    def __init__(self, terminal: QueueDisplay, boards: tuple[str, ...] = ("queue",)) -> None:
        super().__init__(terminal)
        self.boards: dict[str, tuple[int, dict[str, Any]]] = {}
        self.revisions: dict[str, list[int]] = {name: [] for name in boards}
        self.calls: list[Call] = []
        self.on_board: Callable[[str, int, dict[str, Any]], None] = lambda board, revision, content: None
        terminal.bind(self, boards)

    def show_board(self, board: str, revision: int, content: dict[str, Any]) -> None:
        self.boards[board] = (revision, content)
        self.revisions[board].append(revision)
        self.say(f"{board} 第 {revision} 版：{json.dumps(content, ensure_ascii=False)}")
        self.on_board(board, revision, content)

    def show_call(self, call: Call) -> None:
        self.calls.append(call)
        self.say(f"请 {call.number} 到 {call.window_name} 办理")
