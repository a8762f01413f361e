"""The day's events as the services published them, out of their own databases."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

from libs.common.events import Envelope, Event
from libs.common.events.envelope import read_envelope


class Book:
    """Reads the outboxes of the databases below ``folder``: what was sent stays there for three days."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self, event: Event) -> list[Envelope]:
        """Every event of a kind that was published, in the order in which it was written."""
        with closing(sqlite3.connect(f"file:{self._folder / event.service}.db?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT body FROM outbox WHERE exchange = ? AND routing_key = ? AND fate = 'sent' ORDER BY id",
                (event.exchange, event.routing_key),
            ).fetchall()
        return [read_envelope(body) for (body,) in rows]

    def by(self, event: Event, member: str) -> dict[Any, list[Envelope]]:
        """The same, by a member of their data."""
        found: dict[Any, list[Envelope]] = defaultdict(list)
        for each in self.all(event):
            found[each.data[member]].append(each)
        return found
