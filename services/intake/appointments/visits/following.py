"""Requests for home visits follow the calendar: by when they are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, Started, local_day
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.visits.rules import State, answer_clock, answer_due
from services.intake.appointments.visits.tables import Visit
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.rules import VISIT_ANSWER
from services.intake.casework.cases import clocks
from services.intake.casework.cases.steps import approaching_days, today


class VisitAnswers(Bearer[Visit]):
    """The limit is the one of the day of the request, whatever the hall has set since."""

    table = Visit
    states = (State.REQUESTED,)

    def number(self, row: Visit) -> str:
        return row.number

    def last(self, row: Visit) -> date:
        return row.answer_by

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Visit, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        found = {}
        for visit, calendar in rows:
            asked = local_day(visit.requested_at)
            days = calendar.working_days_between(asked, visit.answer_by)
            found[visit.id] = {VISIT_ANSWER: [answer_clock(visit.id, asked, days)]}
        return found

    def follow(self, tx: Transaction, row: Visit, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        [start] = ledgers[VISIT_ANSWER]
        assert isinstance(start, Started)
        answer = answer_due(row.id, start.at, start.limit, working_calendar(tx))
        marks = clocks.marks(answer.by, start.at, approaching_days(tx), working_calendar(tx))
        row.next_mark_on = clocks.next_mark(marks, today(tx))
        if not moves:
            return
        was = row.answer_by
        row.answer_by, row.derivation, row.provisional = answer.by, answer.derivation, answer.provisional
        row.version += 1
        tx.audit("visit.deadline-moved", row.id, was=str(was), answer_by=str(answer.by), why=moves[VISIT_ANSWER].text)
