"""What the passing of days does to cases by itself. Reads due rows; what was done is a row, so once is once."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.deadlines import local_day
from libs.common.events.intake import CASE_DEADLINE_REACHED
from libs.common.metrics import DEADLINES
from libs.common.transaction import Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.acceptance import take_in
from services.intake.casework.cases.ending import take_back
from services.intake.casework.cases.rules import IN_HAND, Result, State
from services.intake.casework.cases.tables import Case, CaseDeadlineMark, CaseMaterial
from services.intake.quality.accountability.grounds import on_overdue_case

AT_ONCE = 100
"""Rows a sweep takes in one transaction; the next tick takes the rest."""


def accept_unanswered(tx: Transaction) -> int:
    """Accept, from the day of receipt, what was neither accepted nor told its gaps in time (行政许可法 art. 32(4))."""
    late = select(Case).where(Case.state == State.REGISTERED, Case.reply_by < steps.today(tx)).order_by(Case.reply_by)
    cases = tx.session.scalars(late.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for case in cases:
        take_in(tx, case, "accept", since=case.registered_at, deemed=True)
    return len(cases)


def ring_deadlines(tx: Transaction) -> int:
    """Tell, once each, of due dates that approach, are here, or have passed."""
    day, calendar = steps.today(tx), working_calendar(tx)
    ripe = select(Case).where(Case.state == State.ACCEPTED, Case.next_mark_on <= day).order_by(Case.next_mark_on)
    rung = 0
    for case in tx.session.scalars(ripe.limit(AT_ONCE).with_for_update(skip_locked=True)).all():
        assert case.accepted_at is not None
        day_zero = local_day(case.accepted_at)
        marks = clocks.marks(case.promised_on, day_zero, steps.approaching_days(tx), calendar)
        mark, case.next_mark_on = clocks.ringing(marks, day)
        if mark is not None and _is_new(tx, case, mark.kind):
            rung += 1
            tx.emit(
                CASE_DEADLINE_REACHED,
                case.id,
                case.centre,
                {**steps.event_data(case), "kind": mark.kind, "due_on": case.promised_on, "at": tx.now},
            )
            DEADLINES.labels(tx.service, mark.kind).inc()
            if mark.kind == "overdue":
                on_overdue_case(tx, case)
    return rung


def _is_new(tx: Transaction, case: Case, kind: str) -> bool:
    row = {"case_id": case.id, "kind": kind, "due_on": case.promised_on, "centre": case.centre, "at": tx.now}
    added = tx.upsert(CaseDeadlineMark).values(**row).on_conflict_do_nothing()
    return tx.session.execute(added.returning(CaseDeadlineMark.case_id)).one_or_none() is not None


def lapse_undertakings(tx: Transaction) -> int:
    """A material promised in writing (容缺) that did not come in time: the application counts as withdrawn."""
    overdue = select(CaseMaterial.case_id).where(
        CaseMaterial.received_at.is_(None), CaseMaterial.undertaken_until < steps.today(tx)
    )
    broken = select(Case).where(Case.state.in_(IN_HAND), Case.id.in_(overdue)).order_by(Case.id)
    cases = tx.session.scalars(broken.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for case in cases:
        take_back(tx, case, "容缺材料逾期未补交，视为撤回申请", Result.NOT_SUPPLEMENTED)
    return len(cases)
