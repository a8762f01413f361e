"""A screen over a window."""

from __future__ import annotations

from collections.abc import Callable

from libs.terminal.kinds.window_screen import Call, WindowScreen
from libs.terminal.kinds.windows import WindowState
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import FaultCode


class ScreenDark(Exception):
    """The panel does not light."""


class WindowScreenSimulator(Simulator[WindowScreen]):
    """``shown`` are the calls shown, in order; ``state`` is the last state of the window."""

    def __init__(self, terminal: WindowScreen) -> None:
        super().__init__(terminal)
        self.shown: list[Call] = []
        self.state: WindowState | None = None
        self.dark = False
        self.on_call: Callable[[Call], None] = lambda call: None
        terminal.bind(self)

    def darken(self) -> None:
        """The panel fails: calls are acknowledged ``failed`` until ``lighten``."""
        self.dark = True
        self.terminal.raise_fault(FaultCode.SCREEN_DARK)

    def lighten(self) -> None:
        self.dark = False
        self.terminal.clear_fault(FaultCode.SCREEN_DARK)

    def show_call(self, call: Call) -> None:
        if self.dark:
            raise ScreenDark
        self.shown.append(call)
        self.say(f"请 {call.number} 到 {call.window_name} 办理")
        self.on_call(call)

    def show_state(self, state: WindowState) -> None:
        if self.dark:
            raise ScreenDark
        self.state = state
        self.say(f"{state.window} 号窗口 {state.state} {state.number or ''}")

    def obey(self, words: list[str]) -> str:
        match words:
            case ["dark"]:
                self.darken()
                return "黑屏"
            case ["light"]:
                self.lighten()
                return "已恢复"
        return super().obey(words)

    def help(self) -> str:
        return "dark | light | " + super().help()
