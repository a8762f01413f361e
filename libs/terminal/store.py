"""What a terminal keeps on its own disk: one SQLite file, for one terminal or many in one process."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_SCHEMA_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, id TEXT NOT NULL,
    event TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL, UNIQUE (terminal, id));
CREATE INDEX outbox_order ON outbox (terminal, position);
CREATE TABLE inbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, id TEXT NOT NULL,
    command TEXT NOT NULL, payload BLOB, outcome TEXT, reason TEXT, UNIQUE (terminal, id));
CREATE INDEX inbox_open ON inbox (terminal, position) WHERE outcome IS NULL;
CREATE TABLE boards (
    terminal TEXT NOT NULL, board TEXT NOT NULL, revision INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (terminal, board));
CREATE TABLE kept (
    terminal TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (terminal, name));
"""


class StoreInUse(Exception):
    """Another process holds the file: two machines must not speak as one terminal."""


class Store:
    """An open file. All use of it is serialised by one lock; any thread may call.

    ``power_loss_safe`` waits for the disk at every commit. Without it a commit survives the death of the
    process (kill -9) but perhaps not of the machine: enough for simulators.
    ``path`` ``":memory:"`` keeps nothing. Raises StoreInUse.
    """

    def __init__(self, path: Path | str, *, power_loss_safe: bool = True) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            str(path), timeout=1.0, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(power_loss_safe)
        except sqlite3.OperationalError as error:
            self._connection.close()
            if "locked" in str(error):
                raise StoreInUse(f"{path} is held by another process") from error
            raise

    def _prepare(self, power_loss_safe: bool) -> None:
        # The exclusive lock dies with the process; nothing stale can stay behind.
        self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(f"PRAGMA synchronous={'FULL' if power_loss_safe else 'NORMAL'}")
        with self.transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _SCHEMA.strip().split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")
            elif version != _SCHEMA_VERSION:
                raise ValueError(f"the store has schema {version}, this program knows {_SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commits at the end, rolls back on an error. Inside another one it is part of that one."""
        with self._lock:
            if self._depth:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._connection

    def keep(self, terminal: str, name: str, content: dict[str, Any], revision: int = 0) -> None:
        """Replace what a terminal holds under ``name``: a board, a list, or something of its own."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO boards (terminal, board, revision, content) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (terminal, board) DO UPDATE"
                " SET revision = excluded.revision, content = excluded.content",
                (terminal, name, revision, json.dumps(content, ensure_ascii=False)),
            )

    def kept(self, terminal: str, name: str) -> dict[str, Any] | None:
        """What ``keep`` was given last."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT content FROM boards WHERE terminal = ? AND board = ?", (terminal, name)
            ).fetchone()
        return None if row is None else json.loads(row[0])

    def close(self) -> None:
        with self._lock:
            self._connection.close()
