"""Parts whose day approaches, is here or has passed, told once each."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from libs.common.deadlines import local_day
from libs.common.events.intake import JOINT_PART_DEADLINE_REACHED
from libs.common.metrics import DEADLINES
from libs.common.transaction import Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint import rules
from services.intake.casework.joint.parts import tell
from services.intake.casework.joint.rules import State
from services.intake.casework.joint.tables import JointPart

AT_ONCE = 100
"""Rows a sweep takes in one transaction; the next tick takes the rest."""


def ring_parts(tx: Transaction) -> int:
    """Returns how many. After an outage only the strongest is told."""
    today, ahead = steps.today(tx), steps.approaching_days(tx)
    ripe = select(JointPart).where(JointPart.state.in_(rules.UNANSWERED), JointPart.next_mark_on <= today)
    ripe = ripe.order_by(JointPart.next_mark_on, JointPart.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rung = 0
    for part in tx.session.scalars(ripe).all():
        case = tx.one(Case, part.case_id)
        marks = clocks.marks(part.due_on, _day_zero(part, case), ahead, working_calendar(tx))
        mark = part.ring(marks, part.due_on, today)
        if mark is None:
            continue
        tell(tx, JOINT_PART_DEADLINE_REACHED, case, part, kind=mark.kind, due_on=part.due_on)
        DEADLINES.labels(tx.service, mark.kind).inc()
        rung += 1
    return rung


def _day_zero(part: JointPart, case: Case) -> date:
    if part.state == State.UNDERTAKEN and part.undertaken_at is not None:
        return local_day(part.undertaken_at)
    return part.anew_on or local_day(case.accepted_at or part.opened_at)
