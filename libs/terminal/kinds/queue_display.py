"""Display (排队显示屏、去向牌): shows boards kept in step by snapshot, revision and deltas."""

from __future__ import annotations

from typing import Any, Final, Protocol

from libs.terminal.boards import Boards, delta_from, snapshot_from
from libs.terminal.client import Terminal
from libs.terminal.commands import Command
from libs.terminal.kinds.window_screen import Call, call_from
from libs.terminal.vocabulary import BOARD_SNAPSHOT, CALL, QUEUE, RESYNC_REQUESTED

_ASK_AGAIN: Final = 5.0
"""Real seconds without the snapshot that was asked for."""


class DisplayDevice(Protocol):
    """Called in the network loop's thread."""

    def show_board(self, board: str, revision: int, content: dict[str, Any]) -> None: ...

    def show_call(self, call: Call) -> None:
        """A call that the window's own screen and the voice have not shown: large, for some seconds."""


class QueueDisplay(Terminal):
    """Bind the device before ``start``. It is shown what was held at the last power cut at once."""

    def bind(self, device: DisplayDevice, boards: tuple[str, ...] = (QUEUE,)) -> None:
        self._device = device
        self._boards = Boards(
            self._store, self.identity.terminal, list(boards), self._ask, device.show_board
        )
        self.on(BOARD_SNAPSHOT, self._snapshot)
        if QUEUE in boards:
            self.on(CALL, lambda command: self._device.show_call(call_from(command)))
        for name, revision in self._boards.revisions().items():
            if revision:
                device.show_board(name, revision, self._boards.content(name))

    def start(self) -> None:
        super().start()
        self.loop.call_later(_ASK_AGAIN, self._ask_again)

    @property
    def capabilities(self) -> list[str]:
        """A display of other boards alone, such as a whereabouts board (去向牌), shows no calls."""
        own = super().capabilities
        return own if QUEUE in self._boards.revisions() else [each for each in own if each != CALL]

    def board_names(self) -> list[str]:
        return list(self._boards.revisions())

    def board_revisions(self) -> dict[str, int]:
        return self._boards.revisions()

    def take_delta(self, data: dict[str, Any]) -> None:
        self._boards.take_delta(delta_from(data))

    def _snapshot(self, command: Command) -> None:
        self._boards.take_snapshot(snapshot_from(command.data))

    def _ask(self, board: str, held: int) -> None:
        # Not kept: after a reconnect ``hello`` says what is held.
        self.send_now(RESYNC_REQUESTED, {"board": board, "held": held})

    def _ask_again(self) -> None:
        if self.stopping:
            return
        self._boards.ask_again()
        self.loop.call_later(_ASK_AGAIN, self._ask_again)
