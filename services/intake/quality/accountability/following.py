"""Statements follow the calendar: until when the person named may state their side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, Started, Unit, local_day
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.rules import STATEMENT
from services.intake.quality.accountability.rules import State
from services.intake.quality.accountability.tables import AccountabilityEntry


class Statements(Bearer[AccountabilityEntry]):
    """Entries whose person is named and not heard yet. The limit is the one of the day they were named."""

    table = AccountabilityEntry
    states = (State.OPENED,)

    def open(self) -> Select[tuple[AccountabilityEntry]]:
        return super().open().where(AccountabilityEntry.statement_by.is_not(None))

    def last(self, row: AccountabilityEntry) -> date | None:
        return row.statement_by

    def ledgers(
        self, tx: ReadTransaction, rows: Sequence[tuple[AccountabilityEntry, WorkingCalendar]]
    ) -> Mapping[str, Ledgers]:
        found = {}
        for entry, calendar in rows:
            assert entry.statement_by is not None
            named = entry.statement_from or local_day(entry.opened_at)
            days = calendar.working_days_between(named, entry.statement_by)
            clock = Started(id=entry.id, seq=0, at=named, limit=days, unit=Unit.WORKING, label="告知当事人")
            found[entry.id] = {STATEMENT: [clock]}
        return found

    def follow(self, tx: Transaction, row: AccountabilityEntry, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        for move in moves.values():
            was, row.statement_by = row.statement_by, move.after.due
            row.provisional = move.after.provisional
            row.version += 1
            told = {"was": str(was), "statement_by": str(row.statement_by), "why": move.text}
            tx.audit("accountability.deadline-moved", row.id, **told)
