"""What a room says of its rows that bear dates by the calendar; the job knows no more of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Entry, Move, Revision
from libs.common.transaction import ReadTransaction, Transaction

Row = TypeVar("Row", bound=Any)
Ledgers = Mapping[str, Sequence[Entry]]
"""The ledger of each deadline of one row, by kind."""


class Bearer(ABC, Generic[Row]):
    """Rows of ``table`` whose dates follow the calendar while they are in ``states``.

    The table has ``id``, ``centre``, ``state`` and ``calendar_edition``, with an index on the last two.
    """

    table: type[Row]
    states: Sequence[str]

    def open(self) -> Select[tuple[Row]]:
        """The rows whose dates still follow."""
        return select(self.table).where(self.table.state.in_(list(self.states)))

    @abstractmethod
    def last(self, row: Row) -> date | None:
        """The latest of its dates; None while its clock stands."""

    @abstractmethod
    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Row, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        """By id, the ledgers of ``rows``, each with the calendar that its dates were counted by."""

    def moves(self, ledgers: Ledgers, way: Revision) -> dict[str, Move]:
        """What ``way`` does to the deadlines of one row, by kind, without those that stay. LedgerRefused as ``due``."""
        found = {kind: way.move(kind, entries) for kind, entries in ledgers.items()}
        return {kind: move for kind, move in found.items() if move is not None}

    @abstractmethod
    def follow(self, tx: Transaction, row: Row, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        """Write what follows from the calendar in force. Without ``moves`` the dates stay; reminders may not."""

    def number(self, row: Row) -> str | None:
        """The number that people know it by."""
        return None


def behind(bearer: Bearer[Row], edition: int) -> Select[tuple[Row]]:
    """Open rows whose dates were counted by an edition before ``edition``."""
    return bearer.open().where(bearer.table.calendar_edition < edition)


def count_behind(tx: ReadTransaction, bearers: Sequence[Bearer[Any]], edition: int) -> int:
    """How many rows have not followed yet."""
    queries = (behind(bearer, edition).with_only_columns(func.count()) for bearer in bearers)
    return sum(tx.session.scalar(query) or 0 for query in queries)
