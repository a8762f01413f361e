"""Parts follow the calendar, on the clock of their case: those that nobody has answered for.

A day that a department undertook stays: it was promised on paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, Revision
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.rules import CASE_PROMISED, JOINT_PART
from services.intake.casework.cases import steps
from services.intake.casework.joint.parts import asked_anew, limit_columns, plan_of, set_limit
from services.intake.casework.joint.rules import State, deciding, part_ledger
from services.intake.casework.joint.tables import JointPart


class OpenParts(Bearer[JointPart]):
    """Read from the case's ledger alone, so that it does not matter whether the case has followed before."""

    table = JointPart
    states = (State.OPEN,)

    def number(self, row: JointPart) -> str:
        return row.case.case_number

    def last(self, row: JointPart) -> date | None:
        return row.due_on

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[JointPart, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        """The part's own and its case's: the nearer of both decides."""
        whole = steps.ledgers_of(tx, {part.case_id for part, _ in rows})
        return {
            part.id: {
                JOINT_PART: part_ledger(whole[part.case_id], part.department, part.limit_days, asked_anew(part)),
                CASE_PROMISED: whole[part.case_id],
            }
            for part, _ in rows
        }

    def moves(self, ledgers: Ledgers, way: Revision) -> dict[str, Move]:
        own, whole = ledgers[JOINT_PART], ledgers[CASE_PROMISED]
        move = way.move(JOINT_PART, deciding(own, whole, way.old), deciding(own, whole, way.new))
        return {} if move is None else {JOINT_PART: move}

    def follow(self, tx: Transaction, row: JointPart, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        columns = limit_columns(tx, plan_of(row), ledgers[CASE_PROMISED], asked_anew(row))
        if not moves:
            row.next_mark_on = columns["next_mark_on"]
            return
        was = row.due_on
        set_limit(row, columns)
        told = {"department": row.department, "was": str(was), "due_on": str(row.due_on)}
        tx.audit("joint.deadline-moved", row.case_id, **told, why=moves[JOINT_PART].text)
