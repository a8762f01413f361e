"""What the checks work with: the terminal, the line, the centre's desk, and what was seen so far."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from libs.terminal.conformance.desk import Desk
from libs.terminal.conformance.machine import Machine
from libs.terminal.conformance.record import Line, Record, Said
from libs.terminal.conformance.samples import SAMPLES, Sample
from libs.terminal.conformance.tap import Tap
from libs.terminal.conformance.verdicts import Failed, Skipped
from libs.terminal.vocabulary import CONFIGURE, HELLO, REANNOUNCE, Kind

T = TypeVar("T")


@dataclass(frozen=True)
class Terms:
    """Who is tested and how strictly. Seconds are real ones."""

    kind: Kind
    centre: str
    terminal: str
    username: str
    patience: float = 10.0  # for an answer
    return_patience: float = 45.0  # for coming back: the longest back-off is 30 s
    skew: float = 2.0  # of the terminal's clock, and one more for the way
    outage: float = 4.0


@dataclass
class Bench:
    terms: Terms
    record: Record
    tap: Tap
    desk: Desk
    machine: Machine
    heartbeat: float = 60.0
    """Seconds that hold for the terminal's heartbeat at present."""
    configured: bool = False
    """The terminal took the quick heartbeat of the ``configure`` row."""
    lost: str = ""
    """Why the terminal is given up; the remaining rows are skipped."""
    _numbers: Any = field(default_factory=lambda: itertools.count(101))
    _revision: int = 0
    _done: dict[Any, Any] = field(default_factory=dict)

    @property
    def sample(self) -> Sample:
        return SAMPLES[self.terms.kind]

    def number(self) -> str:
        """A ticket number that nothing else in this run shows."""
        return f"Z{next(self._numbers)}"

    def revision(self) -> int:
        """Of a board or playlist: above all that the terminal holds."""
        held = [0]
        for each in self.record.events(HELLO):
            boards = each.data.get("boards")
            if isinstance(boards, dict):
                held += [value for value in boards.values() if type(value) is int]
        self._revision = max(self._revision, *held) + 1
        return self._revision

    def once(self, scenario: Callable[[Bench], T]) -> T:
        """The result of a scenario that several rows look at; when it failed, the first row says so."""
        if scenario not in self._done:
            try:
                self._done[scenario] = scenario(self)
            except (Failed, Skipped) as error:
                self._done[scenario] = error
                raise
        result = self._done[scenario]
        if isinstance(result, Failed | Skipped):
            raise Skipped(f"前面的步骤未完成：{result}")
        return result

    # -- the terminal's presence

    def line(self) -> Line:
        """The connection on which the terminal speaks now. Raises Failed when it stays away."""
        line = self.await_line(after=-1)
        if line is None:
            self.lost = f"终端 {self.terms.return_patience:.0f} 秒内没有（重新）上线"
            raise Failed(self.lost)
        return line

    def await_line(self, after: int) -> Line | None:
        """The latest connection that is open and has said ``hello``, numbered above ``after``."""

        def speaking() -> Line | None:
            lines = [line for line in self.record.sessions() if line.closed is None and line.number > after]
            return lines[-1] if lines else None

        return self.record.wait(speaking, self.terms.return_patience)

    # -- commands

    def ask(self, command: str, data: dict[str, Any], *, expires_in: float | None = None) -> str:
        """Send it and return its id. Raises Failed when the terminal is away."""
        self.line()
        return self.desk.send(command, data, expires_in=expires_in)

    def ask_sample(self, *, expires_in: float | None = None) -> tuple[str, str]:
        """The kind's chief command, good unless ``expires_in`` says otherwise: its id, and its number."""
        self.line()
        return self.send_sample(expires_in=expires_in)

    def send_sample(self, *, expires_in: float | None = None) -> tuple[str, str]:
        """As ``ask_sample``, the terminal there or not."""
        number = self.number()
        if expires_in is None and self.sample.expires:
            expires_in = 120
        data = self.sample.data(number, self.revision())
        return self.desk.send(self.sample.command, data, expires_in=expires_in), number

    def answers(self, command_id: str, least: int = 1) -> list[Said]:
        """The acknowledgements, once there are ``least``. Raises Failed when they do not come."""
        found = self.record.wait(lambda: self._enough(command_id, least), self.terms.patience)
        if not found:
            came = len(self.record.answers(command_id))
            raise Failed(f"指令应答 {came} 次，应至少 {least} 次（{self.terms.patience:.0f} 秒内）")
        return found

    def outcome(self, command_id: str) -> str:
        """Of the first acknowledgement. Raises Failed."""
        return str(self.answers(command_id)[0].data.get("outcome"))

    def expect(self, command_id: str, outcome: str) -> None:
        """Raises Failed unless the command is answered so."""
        if (found := self.outcome(command_id)) != outcome:
            raise Failed(f"应答为 {found}，应为 {outcome}")

    def fence(self) -> None:
        """Until all that was sent before has been dealt with: commands are answered in order of arrival."""
        self.expect(self.ask(CONFIGURE, {"settings": {}}), "done")

    def hello_again(self) -> Said:
        """What the terminal says of itself when asked. Raises Failed."""
        before = len(self.record.events(HELLO))
        self.expect(self.ask(REANNOUNCE, {}), "done")
        return self.await_event(HELLO, before)

    def holds(self, board: str) -> int | None:
        """The revision of a board or playlist that the terminal says it holds."""
        boards = self.hello_again().data.get("boards")
        return boards.get(board) if isinstance(boards, dict) else None

    def await_event(self, event: str, after: int, timeout: float | None = None) -> Said:
        """The first ``event`` that is not among the first ``after`` ones. Raises Failed."""
        found = self.record.wait(
            lambda: self.record.events(event)[after:], timeout or self.terms.patience
        )
        if not found:
            raise Failed(f"没有收到 {event}")
        return found[0]

    def shown(self, number: str, least: int) -> int:
        """How often ``number`` was shown. Raises NotPossible when nobody can tell."""
        return self.machine.count_shown(number, least, timeout=1.0)

    def _enough(self, command_id: str, least: int) -> list[Said]:
        found = self.record.answers(command_id)
        return found if len(found) >= least else []
