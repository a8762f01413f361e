"""What all simulated devices have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from libs.terminal.client import Terminal
from libs.terminal.vocabulary import FaultCode

T = TypeVar("T", bound=Terminal)


class Simulator(Generic[T]):
    """A device around a terminal. ``say`` hears what a person in front of it would see, in Chinese."""

    def __init__(self, terminal: T) -> None:
        self.terminal = terminal
        self.say: Callable[[str], None] = lambda text: None

    def start(self) -> None:
        self.terminal.start()

    def stop(self, timeout: float = 10.0) -> None:
        self.terminal.stop(timeout)

    def obey(self, words: list[str]) -> str:
        """A line typed by hand: what came of it. Raises ValueError when it makes no sense here."""
        match words:
            case ["fault", code]:
                self.terminal.raise_fault(FaultCode(code))
                return f"已报故障 {code}"
            case ["clear", code]:
                self.terminal.clear_fault(FaultCode(code))
                return f"已消除 {code}"
            case ["status"]:
                state = "在线" if self.terminal.online else "离线"
                return f"{state}，待发 {self.terminal.backlog} 条，会话 {self.terminal.session or '无'}"
        raise ValueError(f"不认识的命令：{' '.join(words)}；可用：{self.help()}")

    def help(self) -> str:
        return "status | fault <代码> | clear <代码> | quit"
