"""Window screen (窗口屏): the number called to a window, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import Command
from libs.terminal.kinds.windows import WindowState, window_state
from libs.terminal.vocabulary import CALL, WINDOW_STATE


@dataclass(frozen=True)
class Call:
    call_id: str
    number: str
    window: str
    window_name: str


def call_from(command: Command) -> Call:
    """Raises BadCommand."""
    members = ("call_id", "number", "window", "window_name")
    return Call(*(command.text(member) for member in members))


class ScreenDevice(Protocol):
    """Called in the network loop's thread. Raise to say that it cannot be shown."""

    def show_call(self, call: Call) -> None: ...

    def show_state(self, state: WindowState) -> None: ...


class WindowScreen(Terminal):
    """Bind the device before ``start``. A call whose time has passed never reaches it."""

    def bind(self, device: ScreenDevice) -> None:
        self._device = device
        self.on(CALL, self._call)
        self.on(WINDOW_STATE, self._state_changed)

    def _call(self, command: Command) -> None:
        self._device.show_call(call_from(command))

    def _state_changed(self, command: Command) -> None:
        self._device.show_state(window_state(command))
