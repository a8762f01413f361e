"""What the services say about a day: all that a story may be shown by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Entry, due, from_json
from libs.common.events import Event
from libs.common.events.envelope import Envelope
from libs.demo.book import Book
from libs.demo.proof import Row


@dataclass(frozen=True)
class Record:
    """``counts`` are the day's figures. ``get`` and ``rows`` ask *intake*, ``rows`` for a whole list.

    ``refused``: how many POSTs to a route of *intake* were answered with 409.
    """

    book: Book
    counts: Mapping[str, int]
    get: Callable[..., Any]
    rows: Callable[..., Sequence[Row]]
    refused: Callable[[str], int]

    def cases_of(self, event: Event, **data: Any) -> list[Row]:
        """The cases, in full, of which such an event told something, each once."""
        told: Iterable[Envelope] = self.book.all(event)
        found = {
            each.data["case_id"]: None
            for each in told
            if all(each.data[member] == value for member, value in data.items())
        }
        return [self.get(f"/cases/{case_id}") for case_id in found]


def ledger_of(case: Row) -> list[Entry]:
    return [from_json(entry) for entry in case["ledger"]]


def would_be_due(case: Row, without: type[Entry] | tuple[type[Entry], ...]) -> date | None:
    """The promised day as the case's own ledger comes to it when nothing of ``without`` had happened."""
    return due([entry for entry in ledger_of(case) if not isinstance(entry, without)], seed_calendar()).due


def promised_on(case: Row) -> date | None:
    return date.fromisoformat(case["promised_on"]) if case["promised_on"] else None
