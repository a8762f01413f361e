"""Store-and-forward (断网续传): the row first, then the message, the row gone once the broker has it.

The broker's PUBACK ends a row. A process killed between PUBACK and deletion sends again with the same ``id``,
which the centre drops as a duplicate: nothing lost, nothing counted twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from libs.terminal.envelope import instant, stamp
from libs.terminal.store import Store

CAPACITY: Final = 10_000
RESERVE: Final = 1_000
"""Room beyond the capacity for what must not be refused: acknowledgements and faults."""


class OutboxFull(Exception):
    """The centre has been away too long. The terminal must say it is out of service, not forget."""


@dataclass(frozen=True)
class Entry:
    """A message waiting for the broker. ``at`` is when it came to be, not when it is sent."""

    position: int
    id: str
    event: str
    at: datetime
    data: dict[str, Any]


class Outbox:
    """The waiting messages of one terminal, oldest first."""

    def __init__(self, store: Store, terminal: str, capacity: int = CAPACITY) -> None:
        self._store = store
        self._terminal = terminal
        self._capacity = capacity

    def __len__(self) -> int:
        with self._store.reading() as connection:
            (size,) = connection.execute(
                "SELECT count(*) FROM outbox WHERE terminal = ?", (self._terminal,)
            ).fetchone()
        return int(size)

    def add(
        self, message_id: str, event: str, at: datetime, data: Mapping[str, Any], *, reserved: bool = False
    ) -> bool:
        """Durable when it returns (or when the surrounding transaction commits). False if the id is there already.

        ``reserved`` may use RESERVE. Raises OutboxFull.
        """
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
        with self._store.transaction() as connection:
            waiting = len(self)
            if waiting >= self._capacity + (RESERVE if reserved else 0):
                raise OutboxFull(f"{waiting} messages wait for the centre")
            added = connection.execute(
                "INSERT INTO outbox (terminal, id, event, at, data) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (self._terminal, message_id, event, stamp(at), text),
            ).rowcount
        return bool(added)

    def after(self, position: int, limit: int) -> list[Entry]:
        """At most ``limit`` messages behind ``position``, in the order they came to be."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT position, id, event, at, data FROM outbox"
                " WHERE terminal = ? AND position > ? ORDER BY position LIMIT ?",
                (self._terminal, position, limit),
            ).fetchall()
        return [Entry(p, i, event, instant(at), json.loads(data)) for p, i, event, at, data in rows]

    def remove(self, positions: Iterable[int]) -> None:
        """The broker has them."""
        with self._store.transaction() as connection:
            connection.executemany(
                "DELETE FROM outbox WHERE terminal = ? AND position = ?",
                [(self._terminal, position) for position in positions],
            )
