"""What is personal in the rows of a case, room by room, and what is left of it after disposal (销毁).

Left are item, window, village, dates, timings and states: what figures are made of. A mandate is of the person and not
of the case, and has a retention of its own; the audit holds nothing personal in clear and is never changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from libs.common.transaction import Transaction
from services.intake.casework.cases.applicant import GONE
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.tables import Case, CaseLedgerEntry, CaseMaterial
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.forms.actions import erase_forms
from services.intake.casework.inquiries.tables import Handover, Inquiry
from services.intake.casework.joint.tables import JointPart
from services.intake.casework.notices.tables import Notice, NoticeItem
from services.intake.casework.references.tables import ExternalReference
from services.intake.casework.reviews.tables import JointReview
from services.intake.casework.stages.tables import CaseStage
from services.intake.casework.upward.tables import FollowUp, UpwardReport
from services.intake.online.applications.sweeps import forget_person
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.retention import dispose_of
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.rectification.tables import Rectification, RectificationAct

Change = tuple[Any, ColumnElement[bool], dict[str, Any]]


def forget(tx: Transaction, case: Case) -> None:
    """Remove what is personal. The files of forms and attachments follow at their next sweeps.

    Raises AttachmentHeld.
    """
    tx.session.flush()
    for table, of_case, values in _changes(case):
        change = update(table).where(of_case).values(**values)
        tx.session.execute(change, execution_options={"synchronize_session": False})
    tx.session.execute(delete(ExternalReference).where(ExternalReference.case_id == case.id))
    _forget_grounds(tx, case)
    _forget_application(tx, case)
    dispose_of(tx, case.id)
    erase_forms(tx, case.id)
    tx.session.expire_all()


def _changes(case: Case) -> Iterator[Change]:
    yield (
        Case,
        Case.id == case.id,
        {
            **dict.fromkeys(
                ("resident_id", "resident_id_index", "phone", "phone_index", "phone_relation", "certificate_number",
                 "ground", "basis", "remedies", "legal_derivation")
            ),
            "applicant_name": "", "applicant_name_index": "", "derivation": GONE,
            "result": Result(case.result_code).words if case.result_code else None,
        },
    )  # fmt: skip
    yield CaseMaterial, CaseMaterial.case_id == case.id, {"undertaking": None}
    yield CaseStage, CaseStage.case_id == case.id, {"opinion": None}
    yield Delivery, Delivery.case_id == case.id, {"carrier": None, "tracking_number": None}
    yield JointPart, JointPart.case_id == case.id, dict.fromkeys(("undertaking", "paper", "opinion"))
    yield JointReview, JointReview.case_id == case.id, {"place": GONE, "minutes": None, "cancel_reason": None}
    yield UpwardReport, UpwardReport.case_id == case.id, {"answer": None}
    reports = select(UpwardReport.id).where(UpwardReport.case_id == case.id)
    yield FollowUp, FollowUp.report_id.in_(reports), {"words": GONE}
    yield from _told(case)
    yield from _rated(case)


def _told(case: Case) -> Iterator[Change]:
    yield Notice, Notice.case_id == case.id, {"override_reason": None}
    items = NoticeItem.notice_id.in_(select(Notice.id).where(Notice.case_id == case.id))
    yield NoticeItem, items, {"problem": GONE, "requirement": GONE}
    # What is not on the item's list was named by the clerk.
    yield NoticeItem, items & NoticeItem.material_seq.is_(None), {"name": GONE}
    yield Inquiry, Inquiry.case_id == case.id, {"subject": GONE, "competent_body": None}
    asked = select(Inquiry.id).where(Inquiry.case_id == case.id)
    yield Handover, Handover.inquiry_id.in_(asked), {"reason": GONE, "answer_reason": None}


def _rated(case: Case) -> Iterator[Change]:
    handlings = [each for each in (case.id, case.ticket_id) if each is not None]
    yield Rating, Rating.handling_id.in_(handlings), {"comment": None, "phone": None}
    ratings = select(Rating.id).where(Rating.handling_id.in_(handlings))
    yield Rectification, Rectification.rating_id.in_(ratings), {"measures": None}
    bad = select(Rectification.id).where(Rectification.rating_id.in_(ratings))
    yield RectificationAct, RectificationAct.rectification_id.in_(bad), {"words": GONE}


def _forget_application(tx: Transaction, case: Case) -> None:
    """Of the online application that became the case, what was written besides; and whose it was, if that is known."""
    own = select(Application).where(Application.case_id == case.id).order_by(Application.id)
    for application in tx.session.scalars(own.with_for_update()):
        application.words = application.check_words = application.competent_body = None
        if application.applicant_name_index is not None:
            forget_person(tx, application)
    tx.session.flush()


def _forget_grounds(tx: Transaction, case: Case) -> None:
    """The clock's entries stay, without the words of people."""
    entries = select(CaseLedgerEntry).where(CaseLedgerEntry.case_id == case.id, CaseLedgerEntry.kind == "extended")
    for entry in tx.session.scalars(entries):
        entry.data = {**entry.data, "ground": GONE}
    tx.session.flush()
