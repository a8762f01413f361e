"""The commands a terminal received, finished or not, so that none is carried out twice or forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.terminal.store import Store
from libs.terminal.vocabulary import OutcomeName

REMEMBERED: Final = 5_000
"""Finished commands whose ids are kept; the oldest go first."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended. ``reason`` is for the operator: short, no personal data."""

    name: OutcomeName
    reason: str | None = None


DONE: Final = Outcome(OutcomeName.DONE)
EXPIRED: Final = Outcome(OutcomeName.EXPIRED)


def failed(reason: str) -> Outcome:
    return Outcome(OutcomeName.FAILED, reason)


def refused(reason: str) -> Outcome:
    return Outcome(OutcomeName.REFUSED, reason)


@dataclass(frozen=True)
class Unfinished:
    """A command whose end was not recorded before the process died."""

    id: str
    command: str
    payload: bytes


class Inbox:
    """The command memory of one terminal. Calls inside ``store.transaction()`` are part of it."""

    def __init__(self, store: Store, terminal: str, remembered: int = REMEMBERED) -> None:
        self._store = store
        self._terminal = terminal
        self._remembered = remembered
        self._since_forgetting = 0
        self._forget_old()

    def record(self, command_id: str, command: str, payload: bytes) -> bool:
        """False when the id was recorded before: a duplicate."""
        with self._store.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO inbox (terminal, id, command, payload) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (self._terminal, command_id, command, payload),
            )
            self._since_forgetting += 1
            if self._since_forgetting >= 500:
                self._forget_old()
            return bool(cursor.rowcount)

    def outcome(self, command_id: str) -> Outcome | None:
        """How the command ended; None while it has not (or is not known)."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT outcome, reason FROM inbox WHERE terminal = ? AND id = ?",
                (self._terminal, command_id),
            ).fetchone()
        return Outcome(OutcomeName(row[0]), row[1]) if row and row[0] else None

    def finish(self, command_id: str, outcome: Outcome) -> bool:
        """False when it had ended already; the first outcome stands."""
        with self._store.transaction() as connection:
            return bool(
                connection.execute(
                    "UPDATE inbox SET outcome = ?, reason = ?, payload = NULL"
                    " WHERE terminal = ? AND id = ? AND outcome IS NULL",
                    (outcome.name.value, outcome.reason, self._terminal, command_id),
                ).rowcount
            )

    def unfinished(self) -> list[Unfinished]:
        """In the order received."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT id, command, payload FROM inbox"
                " WHERE terminal = ? AND outcome IS NULL ORDER BY position",
                (self._terminal,),
            ).fetchall()
        return [Unfinished(*row) for row in rows]

    def _forget_old(self) -> None:
        self._since_forgetting = 0
        with self._store.transaction() as connection:
            connection.execute(
                "DELETE FROM inbox WHERE terminal = ?1 AND outcome IS NOT NULL AND position <= ("
                " SELECT position FROM inbox WHERE terminal = ?1 AND outcome IS NOT NULL"
                " ORDER BY position DESC LIMIT 1 OFFSET ?2)",
                (self._terminal, self._remembered),
            )
