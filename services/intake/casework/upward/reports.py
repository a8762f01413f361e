"""What every act on a report takes: the report found, moved, told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.events import Event
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import steps
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.tables import Case
from services.intake.casework.upward import rules
from services.intake.casework.upward.tables import UpwardReport


def reports_of(tx: ReadTransaction, case_id: str) -> Sequence[UpwardReport]:
    """The reports of a case, the first one first."""
    query = select(UpwardReport).where(UpwardReport.case_id == case_id).order_by(UpwardReport.no)
    return tx.session.scalars(query).all()


def last_report(tx: ReadTransaction, case_id: str) -> UpwardReport | None:
    query = select(UpwardReport).where(UpwardReport.case_id == case_id).order_by(UpwardReport.no.desc())
    return tx.session.scalars(query.limit(1)).one_or_none()


def pending_report(tx: ReadTransaction, case: Case) -> UpwardReport:
    """The report of a case that is with the authority above."""
    report = last_report(tx, case.id)
    assert report is not None
    return report


def move(tx: Transaction, report: UpwardReport, verb: str, **values: Any) -> None:
    """Raises ReportMoveRefused."""
    to = rules.CYCLE.target(report.state, verb)
    tx.moved(
        UpwardReport, report.id, origin=[report.state], to=to, version=report.version,
        otherwise=rules.ReportMoveRefused, **values,
    )  # fmt: skip


def tell(tx: Transaction, event: Event, case: Case, report: UpwardReport, **more: Any) -> None:
    tx.emit(event, case.id, case.centre, {**steps.event_data(case), "no": report.no, **more})


def follow_up_day(tx: ReadTransaction) -> date:
    """The day on which the next follow-up is due, counted from today: a setting of the hall, in working days."""
    return working_calendar(tx).add_working_days(steps.today(tx), tx.settings.hall["upward_follow_up_working_days"])


def require_handled(tx: ReadTransaction, case: Case, result: Result) -> None:
    """Whether a case that is decided above may be completed. Raises NotReported, AnswerMissing, ResultNotTold."""
    if case.item_kind == "reported":
        report = last_report(tx, case.id)
        rules.require_handled(case.state, report.state if report else None, result)


def close_report(tx: Transaction, case: Case) -> None:
    """The case has ended: nobody waits for the authority any more. What it answered and was told of stays."""
    report = last_report(tx, case.id)
    if report is not None and report.state in rules.PENDING:
        move(tx, report, "close", next_follow_up_on=None)
        tx.audit("case.report-close", case.id, no=report.no)


def find_reports(
    tx: ReadTransaction, state: str | None = None, follow_up_before: date | None = None
) -> Select[tuple[UpwardReport]]:
    """Reports of the actor's territory. ``follow_up_before``: to be followed up before that day."""
    query: Select[tuple[UpwardReport]] = select(UpwardReport)
    if not tx.actor.sees_centre("*"):
        query = query.where(UpwardReport.centre.in_(tx.actor.centres))
    if state is not None:
        query = query.where(UpwardReport.state == state)
    if follow_up_before is not None:
        query = query.where(UpwardReport.state.in_(rules.PENDING), UpwardReport.next_follow_up_on < follow_up_before)
    return query
