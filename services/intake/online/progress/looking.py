"""Looking up a number and its code. A wrong number, a wrong code and a right one cost the same.

By construction: the same statements in the same order whatever is found, the same hashes compared, a page built in any
case (for what is not there, of a stand-in), and one moment until which every answer waits.
"""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import UTC, date, datetime
from hmac import compare_digest
from typing import Any

import eventlet
from sqlalchemy import or_, select

from libs.common.database import Database
from libs.common.deadlines import from_json
from libs.common.errors import NotFound
from libs.common.http.answer import Answer
from libs.common.http.call import Call
from libs.common.transaction import Transaction
from services.intake.appointments.booking import codes
from services.intake.casework.cases.tables import Case, CaseLedgerEntry
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.deliveries.views import public_delivery
from services.intake.casework.notices.tables import Notice, NoticeItem
from services.intake.casework.stages.tables import CaseStage
from services.intake.casework.stages.views import public_stages
from services.intake.online.applications.tables import Application
from services.intake.online.guesses import actions as guesses
from services.intake.online.progress.rules import ApplicationFacts, CaseFacts, Facts, NoticeFacts, progress_of
from services.intake.online.progress.schemas import ProgressView

ANSWER_SECONDS = 0.05
"""No answer leaves earlier; longer than the look-up takes, which is a few milliseconds."""

NOBODY = "-"
# Plain columns alone: what is encrypted is neither needed nor opened, which would take time where there is a row.
_CASE = (
    Case.id, Case.query_code, Case.case_number.label("number"), Case.item_name, Case.state, Case.registered_at,
    Case.reply_by, Case.supplement_until, Case.accepted_at, Case.deemed, Case.promised_on, Case.provisional,
    Case.completed_at, Case.returned_at, Case.withdrawn_at,
)  # fmt: skip
_APPLICATION = (
    Application.case_id, Application.code_hash, Application.number, Application.item_name, Application.state,
    Application.submitted_at, Application.received_on, Application.reply_by, Application.provisional,
    Application.decided_at, Application.ground, Application.supplemented_at, Application.checked_at,
    Application.withdrawn_at,
)  # fmt: skip
_STAGE = (CaseStage.state, CaseStage.kind, CaseStage.began_at, CaseStage.ended_at)
_DELIVERY = (Delivery.state, Delivery.way, Delivery.deliver_by, Delivery.provisional)
_STAND_IN = Facts(
    case=CaseFacts(
        "0" * 23, "事项", "accepted", datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 9), None,
        datetime(2026, 3, 2, tzinfo=UTC), False, date(2026, 3, 30), False, None, None, None,
    )
)  # fmt: skip


class ProgressNotFound(NotFound):
    """One answer for a wrong number, a wrong code, and a number tried too often: none is given away."""

    code, title = "progress_not_found", "编号或查询码有误，或尝试次数过多，请稍后再试"


def answer(db: Database, call: Call, number: str, code: str) -> Answer:
    """The page, or ProgressNotFound, after ANSWER_SECONDS either way. Works for cases and for online applications."""
    ready_at = time.monotonic() + ANSWER_SECONDS
    # What is counted here a power cut may undo.
    with db.transaction(call.actor, call.cause, flush=False) as tx:
        page = look(tx, number, code)
    finished = Answer.json(ProgressView().dump(page or progress_of(_STAND_IN)))
    eventlet.sleep(max(0.0, ready_at - time.monotonic()))
    if page is None:
        raise ProgressNotFound()
    return finished


def look(tx: Transaction, number: str, code: str) -> dict[str, Any] | None:
    """The page of the case or application; None for a wrong number or code, and while the number is closed."""
    asked = number.strip().upper()
    held = guesses.hold(tx, asked)
    application = tx.session.execute(select(*_APPLICATION).where(Application.number == asked)).one_or_none()
    became = (application.case_id if application else None) or NOBODY
    case = tx.session.execute(
        select(*_CASE).where(or_(Case.case_number == asked, Case.id == became))
    ).one_or_none()
    facts = _facts(tx, case, application)
    by_case = compare_digest((case.query_code if case else "------").encode(), code.strip().encode())
    by_application = codes.matches(application.code_hash if application else None, asked, code)
    right = by_application if application else by_case and case is not None
    page = progress_of(facts)
    return page if guesses.settle(tx, held, right=right) else None


def _facts(tx: Transaction, case: Any, application: Any) -> Facts:
    case_id = case.id if case else NOBODY
    notices = _notices(tx, case_id)
    entries = select(CaseLedgerEntry.data).where(CaseLedgerEntry.case_id == case_id).order_by(CaseLedgerEntry.seq)
    ledger = [from_json(row) for row in tx.session.scalars(entries)]
    begun = select(*_STAGE).where(CaseStage.case_id == case_id).order_by(CaseStage.no)
    stages = public_stages(tx.session.execute(begun))
    delivery = tx.session.execute(select(*_DELIVERY).where(Delivery.case_id == case_id)).one_or_none()
    if case is None and application is None:
        return _STAND_IN
    return Facts(
        case=CaseFacts(**_named(case, CaseFacts)) if case else None,
        application=ApplicationFacts(**_named(application, ApplicationFacts)) if application else None,
        notices=notices,
        ledger=ledger,
        stages=stages,
        delivery=public_delivery(delivery),
    )


def _named(row: Any, facts: type[CaseFacts] | type[ApplicationFacts]) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(facts)}


def _notices(tx: Transaction, case_id: str) -> list[NoticeFacts]:
    given = tx.session.execute(
        select(Notice.id, Notice.given_at, Notice.until, Notice.supplemented_at, Notice.superseded)
        .where(Notice.case_id == case_id).order_by(Notice.id)
    ).all()  # fmt: skip
    asked = tx.session.execute(
        select(NoticeItem.notice_id, NoticeItem.name, NoticeItem.material_seq)
        .join(Notice, Notice.id == NoticeItem.notice_id)
        .where(Notice.case_id == case_id, NoticeItem.received_at.is_(None)).order_by(NoticeItem.no)
    ).all()  # fmt: skip
    return [
        NoticeFacts(
            notice.given_at, notice.until, notice.supplemented_at, notice.superseded,
            # A material of the list has the list's name; what else is asked for has a clerk's words.
            tuple(each.name for each in asked if each.notice_id == notice.id and each.material_seq is not None),
            sum(each.notice_id == notice.id and each.material_seq is None for each in asked),
        )
        for notice in given
    ]  # fmt: skip
