"""What the passing of days does to online applications. Reads due rows; what was done is a row, so once is once."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, exists, func, select, update

from libs.common.clock import local
from libs.common.events.intake import APPLICATION_ABANDONED, APPLICATION_DEADLINE_REACHED, ATTACHMENT_REMOVED
from libs.common.metrics import DEADLINES
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.rules import OPEN
from services.intake.casework.cases.steps import approaching_days, today
from services.intake.casework.cases.tables import Case
from services.intake.online.applications.rules import State
from services.intake.online.applications.steps import tell
from services.intake.online.applications.tables import Application, ApplicationLink
from services.intake.online.attachments.keeping import event_data
from services.intake.online.attachments.rules import LIVE
from services.intake.online.attachments.tables import Attachment

AT_ONCE = 100
"""Rows a sweep takes in one transaction; the next tick takes the rest."""
PERSONAL = (
    "applicant_name", "applicant_name_index", "resident_id", "resident_id_index", "phone", "phone_index",
    "phone_relation", "note",
)  # fmt: skip


def ring_prechecks(tx: Transaction) -> int:
    """Tell, once each, of pre-checks that are due; returns how many. After an outage only the strongest is told."""
    day, calendar = today(tx), working_calendar(tx)
    ripe = select(Application).where(Application.state == State.SUBMITTED, Application.next_mark_on <= day)
    ripe = ripe.order_by(Application.next_mark_on, Application.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rung = 0
    for application in tx.session.scalars(ripe).all():
        assert application.received_on is not None
        marks = clocks.marks(application.reply_by, application.received_on, approaching_days(tx), calendar)
        mark = application.ring(marks, application.reply_by, day)
        if mark is not None:
            tell(tx, APPLICATION_DEADLINE_REACHED, application, kind=mark.kind, due_on=application.reply_by)
            DEADLINES.labels(tx.service, mark.kind).inc()
            rung += 1
    return rung


def forget_drafts(tx: Transaction) -> int:
    """Delete drafts that nobody touched for ``application_draft_days``, with their files."""
    since = tx.now - timedelta(days=tx.settings.hall["application_draft_days"])
    held = exists().where(Attachment.application_id == Application.id, Attachment.held_at.is_not(None))
    old = select(Application).where(Application.state == State.DRAFT, Application.changed_at <= since, ~held)
    found = tx.session.scalars(old.order_by(Application.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for application in found:
        forget_draft(tx, application)
    return len(found)


def forget_draft(tx: Transaction, application: Application) -> None:
    """Delete a draft that is held: rows and, by the sweep of files, what lies for them. Its number stays given."""
    mine = select(Attachment).where(Attachment.application_id == application.id)
    for attachment in tx.session.scalars(mine):
        if attachment.state in LIVE:
            told = {**event_data(tx, attachment), "why": "abandoned"}
            tx.emit(ATTACHMENT_REMOVED, attachment.id, attachment.centre, told)
        tx.session.delete(attachment)
    tx.session.execute(delete(ApplicationLink).where(ApplicationLink.application_id == application.id))
    tx.session.flush()
    tell(tx, APPLICATION_ABANDONED, application)
    tx.audit("application.abandon", application.id, number=application.number)
    tx.session.delete(application)
    tx.session.flush()


def forget_day(tx: ReadTransaction, ended_on: date) -> date:
    """The day from which an application that ended then no longer says whose it was."""
    return ended_on + timedelta(days=tx.settings.hall["application_keep_days"])


def date_applications(tx: Transaction) -> int:
    """Give applications whose case has ended, and files of those that became none, their day; how many got one."""
    ended_at = func.coalesce(Case.completed_at, Case.returned_at, Case.withdrawn_at)
    rows = (
        select(Application, ended_at).join(Case, Case.id == Application.case_id)
        .where(Application.forget_on.is_(None), Application.applicant_name_index.is_not(None), Case.state.not_in(OPEN))
        .order_by(Application.id).limit(AT_ONCE).with_for_update(of=Application, skip_locked=True)
    )  # fmt: skip
    found = tx.session.execute(rows).all()
    for application, at in found:
        application.forget_on = forget_day(tx, local(at).date())
    own = select(Application.forget_on).where(Application.id == Attachment.application_id).scalar_subquery()
    closed = update(Attachment).where(
        Attachment.case_id.is_(None), Attachment.remove_on.is_(None), Attachment.state.in_(LIVE), own.is_not(None)
    )
    dated = tx.session.execute(closed.values(remove_on=own).execution_options(synchronize_session=False))
    return len(found) + int(dated.rowcount)  # type: ignore[attr-defined]


def forget_persons(tx: Transaction) -> int:
    """Remove whose they were from applications whose day has come; how many."""
    due = select(Application).where(Application.forget_on <= today(tx), Application.applicant_name_index.is_not(None))
    found = tx.session.scalars(due.order_by(Application.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for application in found:
        forget_person(tx, application)
    return len(found)


def forget_person(tx: Transaction, application: Application) -> None:
    """Remove whose an application, which the caller holds, was."""
    for name in PERSONAL:
        setattr(application, name, None)
    application.forget_on = None
    application.version += 1
    tx.audit("application.forget", application.id, number=application.number)
