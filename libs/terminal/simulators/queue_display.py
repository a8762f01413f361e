"""The big display in the waiting area."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from libs.terminal.kinds.queue_display import QueueDisplay
from libs.terminal.kinds.window_screen import Call
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import ABSENCES, QUEUE, WHEREABOUTS


class QueueDisplaySimulator(Simulator[QueueDisplay]):
    """``boards``: board → (revision, content) on the screen; ``revisions``: all revisions shown, in order.

    ``calls``: those it had to show in place of a window's screen.
    """

    def __init__(self, terminal: QueueDisplay, boards: tuple[str, ...] = (QUEUE,)) -> None:
        super().__init__(terminal)
        self.boards: dict[str, tuple[int, dict[str, Any]]] = {}
        self.revisions: dict[str, list[int]] = {name: [] for name in boards}
        self.calls: list[Call] = []
        self.on_board: Callable[[str, int, dict[str, Any]], None] = lambda board, revision, content: None
        terminal.bind(self, boards)

    def show_board(self, board: str, revision: int, content: dict[str, Any]) -> None:
        self.boards[board] = (revision, content)
        self.revisions[board].append(revision)
        shown = placards(content) if board == WHEREABOUTS else json.dumps(content, ensure_ascii=False)
        self.say(f"{board} 第 {revision} 版：{shown}")
        self.on_board(board, revision, content)

    def show_call(self, call: Call) -> None:
        self.calls.append(call)
        self.say(f"请 {call.number} 到 {call.window_name} 办理")


def placards(content: dict[str, Any]) -> str:
    """The whereabouts board (去向牌) as it reads on the wall, those away with where to and who stands in."""
    lines = []
    for slot in sorted(content, key=int):
        told = content[slot]
        words = [told["name"], told["post"], told["phone"]]
        if told["state"] == "away":
            words += [ABSENCES.get(told.get("reason", ""), "离岗"), told.get("place", "")]
            words += [f"代岗 {told['stand_in']}"] if "stand_in" in told else []
        else:
            words += ["在岗"]
        lines.append(" ".join(word for word in words if word))
    return "；".join(lines)
