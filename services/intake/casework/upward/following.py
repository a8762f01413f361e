"""After the report: following up (跟踪), the answer from above, telling the person; and the reminders of it."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import CASE_ANSWERED_ABOVE, CASE_FOLLOW_UP_DUE, CASE_FOLLOWED_UP, CASE_RESULT_TOLD
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.rules import target
from services.intake.casework.cases.tables import Case
from services.intake.casework.references.actions import note_reference
from services.intake.casework.upward import rules
from services.intake.casework.upward.reports import follow_up_day, move, pending_report, tell
from services.intake.casework.upward.tables import FollowUp, UpwardReport

AT_ONCE = 100
"""Rows a sweep takes in one transaction; the next tick takes the rest."""


def follow_up(tx: Transaction, case_id: str, words: str) -> Case:
    """Somebody asked how it stands; the next reminder is counted from today. Raises IllegalMove, ReportMoveRefused."""
    case = steps.hold_case(tx, case_id)
    target(case.state, "follow_up")
    report = pending_report(tx, case)
    move(tx, report, "follow_up", next_follow_up_on=follow_up_day(tx))
    tx.session.add(FollowUp(report_id=report.id, centre=case.centre, at=tx.now, by=tx.actor.id, words=mask_text(words)))
    steps.move(tx, case, "follow_up")
    tell(tx, CASE_FOLLOWED_UP, case, report, at=tx.now)
    tx.audit("case.follow-up", case.id, no=report.no)
    return case


def record_answer(tx: Transaction, case_id: str, approved: bool, answer: str, external_id: str | None = None) -> Case:
    """What the authority decided, in its words. Raises IllegalMove, ReferenceTaken, ReferenceGiven."""
    case = steps.hold_case(tx, case_id)
    target(case.state, "answer")
    report = pending_report(tx, case)
    move(
        tx, report, "answer", answered_at=tx.now, approved=approved, answer=mask_text(answer),
        next_follow_up_on=follow_up_day(tx),
    )  # fmt: skip
    steps.move(tx, case, "answer")
    if external_id is not None:
        note_reference(tx, case, report.authority, external_id)
    days = (local(tx.now).date() - local(report.reported_at).date()).days
    tell(
        tx, CASE_ANSWERED_ABOVE, case, report, authority=report.authority, approved=approved, days_above=days,
        answered_at=tx.now,
    )  # fmt: skip
    tx.audit("case.answer", case.id, no=report.no, approved=approved, days_above=days)
    return case


def tell_result(tx: Transaction, case_id: str, how: str) -> Case:
    """The person was told what was decided above. Raises IllegalMove, ReportMoveRefused."""
    case = steps.hold_case(tx, case_id)
    target(case.state, "tell")
    report = pending_report(tx, case)
    move(tx, report, "tell", told_at=tx.now, told_by=tx.actor.id, told_how=how, next_follow_up_on=None)
    steps.move(tx, case, "tell")
    tell(tx, CASE_RESULT_TOLD, case, report, how=how, told_at=tx.now)
    tx.audit("case.tell", case.id, no=report.no, how=how)
    return case


def ring_follow_ups(tx: Transaction) -> int:
    """Remind, every so many working days, of what was reported and is neither answered nor told; returns how many."""
    today = steps.today(tx)
    ripe = select(UpwardReport).where(UpwardReport.state.in_(rules.PENDING), UpwardReport.next_follow_up_on <= today)
    ripe = ripe.order_by(UpwardReport.next_follow_up_on, UpwardReport.id).limit(AT_ONCE)
    found = tx.session.scalars(ripe.with_for_update(skip_locked=True)).all()
    for report in found:
        due_on, report.next_follow_up_on = report.next_follow_up_on, follow_up_day(tx)
        told = {"authority": report.authority, "answered": report.answered_at is not None, "due_on": due_on}
        tell(tx, CASE_FOLLOW_UP_DUE, tx.one(Case, report.case_id), report, **told, at=tx.now)
    return len(found)
