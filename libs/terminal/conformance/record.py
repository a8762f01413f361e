"""What went over the wire between the terminal and the broker, in order, for as long as the kit runs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from libs.terminal import envelope, topics
from libs.terminal.conformance.packets import Connect, Publish
from libs.terminal.vocabulary import ACKNOWLEDGED, HELLO

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """One PUBLISH of the terminal. ``message`` is None when it cannot be read; ``problem`` says why."""

    connection: int
    packet: Publish
    arrived: datetime
    event: str = ""
    message: envelope.UpMessage | None = None
    problem: str = ""

    @property
    def data(self) -> dict[str, Any]:
        return {} if self.message is None else self.message.data

    @property
    def raw_at(self) -> Any:
        """The time as written; only where there is a ``message``."""
        return json.loads(self.packet.payload)["at"]


@dataclass
class Line:
    """One TCP connection of the terminal. Times are monotonic seconds."""

    number: int
    opened: float
    connect: Connect | None = None
    filters: dict[str, int] = field(default_factory=dict)
    subscribed: bool = False  # SUBACK went by
    spoke_early: bool = False  # it published before SUBACK
    said_goodbye: bool = False  # it sent DISCONNECT
    closed: float | None = None


class Record:
    """Written by the tap's threads, read and waited for by the checks."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self.lines: list[Line] = []
        self.said: list[Said] = []
        self.delivered: list[str] = []  # ids of the commands that reached the terminal, with repetitions
        self.nonsense: list[str] = []  # what was no MQTT at all

    def write(self, change: Callable[[], None]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    def wait(self, found: Callable[[], T], timeout: float) -> T:
        """What ``found`` returns once that is true, or what it returns after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (value := found()):
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return found()
            return value

    def open_line(self) -> Line:
        line = Line(len(self.lines), time.monotonic())
        self.write(lambda: self.lines.append(line))
        return line

    # -- views

    def sessions(self) -> list[Line]:
        """The connections on which the terminal said ``hello``."""
        spoken = {each.connection for each in self.events(HELLO)}
        return [line for line in self.lines if line.number in spoken]

    def events(self, event: str, connection: int | None = None) -> list[Said]:
        with self._changed:
            return [
                each
                for each in self.said
                if each.event == event and connection in (None, each.connection) and each.message is not None
            ]

    def readable(self) -> list[Said]:
        with self._changed:
            return [each for each in self.said if each.message is not None]

    def answers(self, command_id: str) -> list[Said]:
        """The acknowledgements of a command; one that is sent again with the same id counts once."""
        first: dict[str, Said] = {}
        for each in self.events(ACKNOWLEDGED):
            if each.message is not None and each.data.get("command_id") == command_id:
                first.setdefault(each.message.id, each)
        return list(first.values())


def read(connection: int, packet: Publish) -> Said:
    """Never raises: what cannot be read becomes a problem."""
    arrived = datetime.now(UTC)
    try:
        topic = topics.parse(packet.topic)
    except topics.BadTopic as error:
        return Said(connection, packet, arrived, problem=str(error))
    event = topic.event if isinstance(topic, topics.Up) else ""
    try:
        return Said(connection, packet, arrived, event, envelope.decode_up(packet.payload))
    except envelope.Malformed as error:
        return Said(connection, packet, arrived, event, problem=str(error))
