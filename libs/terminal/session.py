"""One session: from a connection's ``hello`` to its end, with the count of its messages.

``seq`` is given when a message is sent, so it is consecutive within the session whatever waited before it;
``id`` and ``at`` were given when the message came to be.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from libs.terminal import envelope, topics
from libs.terminal.connection import Connection, Link
from libs.terminal.loop import NetworkLoop
from libs.terminal.outbox import Outbox
from libs.terminal.vocabulary import GONE, HELLO

if TYPE_CHECKING:
    from libs.terminal.client import Terminal


class Session:
    """Lives in the loop's thread. A new one is made for each connection."""

    def __init__(self, terminal: Terminal, outbox: Outbox, window: int) -> None:
        self.id = str(uuid.uuid4())
        self._terminal = terminal
        self._identity = terminal.identity
        self._outbox = outbox
        self._window = window
        self._seq = 0
        self._announced = self._leaving = False
        self._since = math.inf  # monotonic time of ``hello``
        self._sent = 0  # the outbox position up to which this session has sent
        self._on_the_way: dict[int, int] = {}  # packet number → outbox position
        self._confirmed: list[int] = []
        self._farewell: int | None = None
        self._gone = b""
        self._loop: NetworkLoop | None = None
        self._connection: Connection | None = None

    def open(self, loop: NetworkLoop, link: Link) -> None:
        """Connect in the background; ``session_began`` or ``session_ended`` follows."""
        # Made once: who leaves in order says what the will would have said.
        now, told = self._terminal.clock.now(), {"session": self.id}
        self._gone = envelope.encode_up(f"{self.id}-gone", None, self.id, now, told)
        connection = Connection(link, loop, self, (self._topic(GONE), self._gone))
        self._loop, self._connection = loop, connection

        def opened(problem: Exception | None) -> None:
            if problem is None:
                connection.join_loop()
            else:
                connection.drop(f"{type(problem).__name__}: {problem}")

        loop.in_background(connection.open, opened)

    def announce_again(self) -> None:
        """The centre saw a gap: ``hello`` in the same session, with the next number."""
        if self._speaking:
            self._announce()

    def _announce(self) -> None:
        self._send(HELLO, str(uuid.uuid4()), self._terminal.clock.now(), {
            "kind": self._identity.kind.value,
            "firmware": self._identity.firmware,
            "capabilities": self._terminal.capabilities,
            "session": self.id,
            "boards": self._terminal.board_revisions(),
            "settings_version": self._terminal.settings.version,
        })

    def send(self, event: str, data: Mapping[str, Any]) -> None:
        """Send without keeping; nothing happens before ``hello`` or after good-bye."""
        if self._speaking:
            self._send(event, str(uuid.uuid4()), self._terminal.clock.now(), data)

    def pump(self) -> None:
        """Send what waits, oldest first, as far as the window allows."""
        if not self._speaking:
            return
        for entry in self._outbox.after(self._sent, self._window - len(self._on_the_way)):
            mid = self._send(entry.event, entry.id, entry.at, entry.data)
            self._on_the_way[mid] = entry.position
            self._sent = entry.position

    @property
    def lasted(self) -> float:
        """Real seconds since ``hello``; below 0 when there was none."""
        return time.monotonic() - self._since

    def abort(self) -> None:
        """Close without good-bye."""
        if self._connection is not None:
            self._connection.drop("gave up waiting for the broker")

    def leave(self) -> None:
        """Say ``gone`` as the will would, and disconnect once the broker has it."""
        if self._leaving:
            return
        self._leaving = True
        if self._connection is None:
            return
        if self._announced and self._connection.alive:
            self._farewell = self._connection.publish(self._topic(GONE), self._gone)
        else:
            self._connection.drop("stopped while not connected")

    # -- what the connection tells

    def accepted(self, connection: Connection) -> None:
        filters = [topics.down_filter(self._identity.centre, self._identity.terminal)]
        filters += [topics.board(self._identity.centre, name) for name in self._terminal.board_names()]
        connection.subscribe(filters)

    def subscribed(self, connection: Connection) -> None:
        self._announce()
        self._announced = True
        self._since = time.monotonic()
        self._terminal.session_began(self)
        self.pump()

    def published(self, connection: Connection, mid: int) -> None:
        if mid == self._farewell:
            connection.disconnect()
            return
        position = self._on_the_way.pop(mid, None)
        if position is None:
            return
        if not self._confirmed and self._loop is not None:
            self._loop.call_soon(self._settle)
        self._confirmed.append(position)

    def received(self, connection: Connection, topic: str, payload: bytes) -> None:
        self._terminal.received(topic, payload)

    def closed(self, connection: Connection, reason: str) -> None:
        self._leaving = True
        self._settle()
        self._terminal.session_ended(self, reason)

    @property
    def _speaking(self) -> bool:
        return (
            self._announced and not self._leaving and self._connection is not None and self._connection.alive
        )

    def _settle(self) -> None:
        """One deletion for all that was confirmed in this turn of the loop."""
        if self._confirmed:
            self._outbox.remove(self._confirmed)
            self._confirmed = []
            self._terminal.drained()
        self.pump()

    def _send(self, event: str, message_id: str, at: datetime, data: Mapping[str, Any]) -> int:
        if self._connection is None:
            raise ConnectionError("no connection")
        payload = envelope.encode_up(message_id, self._seq + 1, self.id, at, data)
        mid = self._connection.publish(self._topic(event), payload)
        self._seq += 1
        return mid

    def _topic(self, event: str) -> str:
        return topics.up(self._identity.centre, self._identity.terminal, event)
