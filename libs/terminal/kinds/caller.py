"""Caller (呼叫器): the clerk's keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import Command
from libs.terminal.kinds.windows import WindowState, window_state
from libs.terminal.vocabulary import KEY_PRESSED, KEY_REFUSED, WINDOW_STATE, Key


@dataclass(frozen=True)
class KeyRefusal:
    """``press_id`` is the id that ``press`` returned."""

    press_id: str
    code: str
    message: str


class CallerDevice(Protocol):
    """Called in the network loop's thread."""

    def show_state(self, state: WindowState) -> None: ...

    def show_refusal(self, refusal: KeyRefusal) -> None: ...


class Caller(Terminal):
    """Bind the device before ``start``."""

    def bind(self, device: CallerDevice) -> None:
        self._device = device
        self.on(WINDOW_STATE, self._state_changed)
        self.on(KEY_REFUSED, self._refused)

    def press(self, key: Key, window: str, ticket_id: str | None = None, clerk: str | None = None) -> str:
        """The press's id. ``ticket_id`` says whom the key is about, where it is about someone."""
        data = {"window": window, "key": key.value}
        if ticket_id is not None:
            data["ticket_id"] = ticket_id
        if clerk is not None:
            data["clerk"] = clerk
        return self.publish(KEY_PRESSED, data)

    def _state_changed(self, command: Command) -> None:
        self._device.show_state(window_state(command))

    def _refused(self, command: Command) -> None:
        self._device.show_refusal(
            KeyRefusal(command.text("command_id"), command.text("code"), command.text("message"))
        )
