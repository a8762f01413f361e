"""A caller on a clerk's desk."""

from __future__ import annotations

import threading
from collections.abc import Callable

from libs.terminal.kinds.caller import Caller, KeyRefusal
from libs.terminal.kinds.windows import WindowState
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import Key


class KeyWasRefused(Exception):
    """The centre refused the key; ``refusal`` says why."""

    def __init__(self, refusal: KeyRefusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class CallerSimulator(Simulator[Caller]):
    """``states`` holds the last state of each window; ``refusals`` all refusals."""

    def __init__(self, terminal: Caller) -> None:
        super().__init__(terminal)
        self.states: dict[str, WindowState] = {}
        self.refusals: list[KeyRefusal] = []
        self._changed = threading.Condition()
        self._count = 0
        terminal.bind(self)

    def press(self, key: Key, window: str, ticket_id: str | None = None, clerk: str | None = None) -> str:
        """The press's id."""
        return self.terminal.press(key, window, ticket_id, clerk)

    def press_and_see(
        self,
        key: Key,
        window: str,
        ticket_id: str | None = None,
        clerk: str | None = None,
        *,
        until: Callable[[WindowState], bool] = lambda state: True,
        timeout: float = 10.0,
    ) -> WindowState:
        """Press, then wait, ``timeout`` real seconds, for a new state of the window that satisfies ``until``.

        Raises KeyWasRefused, and TimeoutError — the press is kept and may take effect later.
        """
        fresh: list[WindowState] = []

        def answered() -> bool:
            state = self.states.get(window)
            if state is not None and self._count != before and until(state):
                fresh.append(state)
            return bool(fresh) or refusal() is not None

        def refusal() -> KeyRefusal | None:
            return next((each for each in self.refusals if each.press_id == press_id), None)

        with self._changed:
            before = self._count
            press_id = self.press(key, window, ticket_id, clerk)
            if not self._changed.wait_for(answered, timeout):
                raise TimeoutError(f"no answer to {key.value} at window {window}")
            refused = refusal()
        if not fresh and refused is not None:
            raise KeyWasRefused(refused)
        return fresh[-1]

    def show_state(self, state: WindowState) -> None:
        with self._changed:
            self.states[state.window] = state
            self._count += 1
            self._changed.notify_all()
        alarm = f" 叫号 {state.undelivered} 未送达" if state.undelivered else ""
        self.say(f"{state.window} 号窗口 {state.state} {state.number or ''} 等待 {state.waiting} 人{alarm}")

    def show_refusal(self, refusal: KeyRefusal) -> None:
        with self._changed:
            self.refusals.append(refusal)
            self._changed.notify_all()
        self.say(f"按键无效：{refusal.message}")

    def obey(self, words: list[str]) -> str:
        if len(words) >= 2 and words[0] in {key.value for key in Key}:
            ticket = words[2] if len(words) > 2 else None
            self.press(Key(words[0]), words[1], ticket)
            return "已按键"
        return super().obey(words)

    def help(self) -> str:
        return f"{'|'.join(Key)} <窗口> [票号标识] | " + super().help()
