"""Findings of inspections follow the calendar: by when they are put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, Started, local_day
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.rules import INSPECTION_FINDING
from services.intake.duty.inspections import rules
from services.intake.duty.inspections.rules import State
from services.intake.duty.inspections.steps import clock_columns
from services.intake.duty.inspections.tables import Finding, FindingAct


class InspectionFindings(Bearer[Finding]):
    """One that waits to be seen does not follow: it was put right by its day. Sent back, its days run anew."""

    table = Finding
    states = (State.OPEN,)

    def last(self, row: Finding) -> date:
        return row.due_on

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Finding, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        begun = _begun(tx, [finding for finding, _ in rows])
        return {
            finding.id: {
                INSPECTION_FINDING: [
                    rules.clock(finding.id, finding.rounds, begun[finding.id], finding.working_days)
                ]
            }
            for finding, _ in rows
        }  # fmt: skip

    def follow(self, tx: Transaction, row: Finding, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        [start] = ledgers[INSPECTION_FINDING]
        assert isinstance(start, Started)
        columns = clock_columns(tx, start)
        if not moves:
            row.next_mark_on = columns["next_mark_on"]
            return
        was = row.due_on
        for name, value in columns.items():
            setattr(row, name, value)
        row.version += 1
        told = {"was": str(was), "due_on": str(row.due_on), "why": moves[INSPECTION_FINDING].text}
        tx.audit("finding.deadline-moved", row.id, **told)


def _begun(tx: ReadTransaction, findings: Sequence[Finding]) -> dict[str, date]:
    """Day 0 of each: when it was found or, sent back, when it was last."""
    again = select(FindingAct.finding_id, func.max(FindingAct.at)).where(
        FindingAct.finding_id.in_([each.id for each in findings]), FindingAct.verb == "reopen"
    )
    found = {finding_id: local_day(at) for finding_id, at in tx.session.execute(again.group_by(FindingAct.finding_id))}
    return {each.id: local_day(each.opened_at) for each in findings} | found
