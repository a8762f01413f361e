"""Applications follow the calendar until they are looked at: when one counts as received, by when it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.rules import APPLICATION_REPLY
from services.intake.online.applications.rules import State, receipt_anew, reply_clock
from services.intake.online.applications.steps import reply_columns
from services.intake.online.applications.tables import Application


class Prechecks(Bearer[Application]):
    """Taken in, an application goes on as its case does."""

    table = Application
    states = (State.SUBMITTED,)

    def number(self, row: Application) -> str:
        return row.number

    def last(self, row: Application) -> date | None:
        return row.reply_by

    def ledgers(
        self, tx: ReadTransaction, rows: Sequence[tuple[Application, WorkingCalendar]]
    ) -> Mapping[str, Ledgers]:
        return {row.id: {APPLICATION_REPLY: [reply_clock(*_handed_in(row))]} for row, _ in rows}

    def follow(self, tx: Transaction, row: Application, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        submitted_at, received_on = _handed_in(row)
        received = receipt_anew(submitted_at, received_on, working_calendar(tx))
        was = row.reply_by
        # Without a move too the day of receipt may be another, and the reminder.
        for name, value in reply_columns(tx, submitted_at, received).items():
            setattr(row, name, value)
        if not moves:
            return
        row.version += 1
        told = {"was": str(was), "reply_by": str(row.reply_by), "why": moves[APPLICATION_REPLY].text}
        tx.audit("application.deadline-moved", row.id, **told)


def _handed_in(row: Application) -> tuple[datetime, date]:
    assert row.submitted_at is not None and row.received_on is not None, "handed in"
    return row.submitted_at, row.received_on
