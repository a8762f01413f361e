"""Findings of surveys follow the calendar: by when they are put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, local_day
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.rules import SURVEY_FINDING
from services.intake.casework.cases import clocks
from services.intake.casework.cases.steps import today
from services.intake.quality.survey_findings.actions import marks_of
from services.intake.quality.survey_findings.rules import State, clock, rectify_by
from services.intake.quality.survey_findings.tables import Finding


class SurveyFindings(Bearer[Finding]):
    """Those with days to count; a day that was named stays. One that waits for its follow-up does not follow."""

    table = Finding
    states = (State.OPENED,)

    def open(self) -> Select[tuple[Finding]]:
        return super().open().where(Finding.working_days.is_not(None))

    def last(self, row: Finding) -> date:
        return row.rectify_by

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Finding, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        return {row.id: {SURVEY_FINDING: [clock(row.id, local_day(row.opened_at), _days(row))]} for row, _ in rows}

    def follow(self, tx: Transaction, row: Finding, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        opened_on = local_day(row.opened_at)
        by = rectify_by(row.id, opened_on, None, _days(row), working_calendar(tx))
        row.next_mark_on = clocks.next_mark(marks_of(tx, by.on, opened_on), today(tx))
        if not moves:
            return
        was, row.rectify_by = row.rectify_by, by.on
        row.derivation, row.provisional = by.derivation, by.provisional
        row.version += 1
        told = {"was": str(was), "rectify_by": str(by.on), "why": moves[SURVEY_FINDING].text}
        tx.audit("survey_finding.deadline-moved", row.id, **told)


def _days(row: Finding) -> int:
    assert row.working_days is not None, "one whose day was named does not follow"
    return row.working_days
