"""The terminal under test: a process the kit started, or a machine that a person works at the kit's request."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from libs.terminal.conformance.verdicts import Skipped

_LEAVE_PATIENCE: Final = 15.0


class NotPossible(Skipped):
    """Nobody can do this here; the text says why."""


class CannotStart(Exception):
    """The terminal's command cannot be run."""


@dataclass(frozen=True)
class Action:
    """Something done at the terminal: ``line`` for its standard input, or ``request`` to a person."""

    name: str
    line: str
    request: str


class Machine(Protocol):
    """All methods but ``start`` and ``stop`` may raise NotPossible."""

    def start(self) -> None: ...

    def act(self, action: Action) -> None: ...

    def power_cut(self) -> None:
        """Off without warning; ``power_on`` follows."""
        ...

    def power_on(self) -> None: ...

    def count_shown(self, number: str, least: int, timeout: float) -> int:
        """How often ``number`` was shown, spoken or printed; waits until it was ``least`` times."""
        ...

    def stop(self) -> None: ...


class ProcessMachine:
    """Started by a command line; takes actions on standard input, shows on standard output, dies by SIGKILL.

    In the command ``{host}`` ``{port}`` ``{centre}`` ``{terminal}`` ``{kind}`` ``{store}`` ``{secret_file}`` are
    filled in. ``lines`` replaces the line of an action by name. What it prints counts as what it shows.
    """

    def __init__(self, command: str, values: Mapping[str, str], lines: Mapping[str, str]) -> None:
        self._command = [_fill(word, values) for word in shlex.split(command)]
        self._lines = lines
        self._shown: list[str] = []
        self._changed = threading.Condition()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Raises CannotStart."""
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # so that what a shell in the command starts dies with it
            )
        except OSError as error:
            raise CannotStart(str(error)) from error
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    power_on = start

    def act(self, action: Action) -> None:
        process, line = self._process, self._lines.get(action.name, action.line)
        if process is None or process.stdin is None:
            raise NotPossible("终端进程未运行")
        try:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        except OSError as error:
            raise NotPossible(f"终端进程已退出：{error}") from error

    def power_cut(self) -> None:
        if self._process is not None:
            _kill_group(self._process)

    def count_shown(self, number: str, least: int, timeout: float) -> int:
        def shown() -> int:
            return sum(number in line for line in self._shown)

        with self._changed:
            self._changed.wait_for(lambda: shown() >= least, timeout)
            return shown()

    def stop(self) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write("quit\n")
            process.stdin.close()
            process.wait(_LEAVE_PATIENCE)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            pass  # it ended before, or will not: in both cases its group is ended below
        _kill_group(process)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        for line in process.stdout:
            with self._changed:
                self._shown.append(line)
                self._changed.notify_all()


class OperatorMachine:
    """A person at the terminal is asked on the kit's own console; an answer of ``s`` skips the row."""

    def __init__(self, address: str) -> None:
        self._address = address

    def start(self) -> None:
        request = f"请让终端连接到 {self._address}"
        if sys.stdin.isatty():
            self._ask(request)
        else:
            print(request, file=sys.stderr, flush=True)

    def act(self, action: Action) -> None:
        self._ask(action.request)

    def power_cut(self) -> None:
        self._ask("请直接切断终端电源（不要正常关机）")

    def power_on(self) -> None:
        self._ask("请重新接通终端电源")

    def count_shown(self, number: str, least: int, timeout: float) -> int:
        answer = self._ask(f"终端把 {number} 显示、播报或打印了几次？请输入数字")
        if not answer.isdigit():
            raise NotPossible("没有人看着终端")
        return int(answer)

    def stop(self) -> None: ...

    def _ask(self, request: str) -> str:
        if not sys.stdin.isatty():
            raise NotPossible("需要有人操作终端")
        print(f"{request}，完成后按回车（s 跳过）：", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
        if answer == "s":
            raise NotPossible("操作人员跳过")
        return answer


def _fill(word: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(f"{{{name}}}", value)
    return word


def _kill_group(process: subprocess.Popen[str]) -> None:
    """The process and whatever it started: the group is its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
