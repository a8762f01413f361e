"""Reading cases: lists, one case, a person's cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.deadlines import to_json
from libs.common.errors import Invalid
from libs.common.identity.keyring import blind_index
from libs.common.identity.masking import mask_text
from libs.common.identity.resident_id import check_phone, check_resident_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases import applicant, steps
from services.intake.casework.cases.rules import State
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries.opening import delivery_of
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.joint.queries import joint_of
from services.intake.casework.references.actions import references_of
from services.intake.casework.reviews.actions import reviews_of
from services.intake.casework.stages.actions import stages_of
from services.intake.casework.upward.reports import reports_of
from services.intake.online.attachments.listing import of_case


def see_case(tx: ReadTransaction, case_id: str) -> Case:
    """The case, for one who may see it. Raises NotFound, Forbidden (属地)."""
    case = tx.one(Case, case_id)
    tx.actor.require_centre(case.centre)
    return case


def case_in_full(tx: ReadTransaction, case_id: str) -> dict[str, Any]:
    """The case with its materials, its attachments, its stages and the entries of its clock."""
    case = see_case(tx, case_id)
    columns = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
    return {
        **columns,
        "state_words": State(case.state).words,
        "applicant": applicant.masked(case),
        "certificate_number": applicant.masked_certificate(case),
        "archive": tx.session.scalars(select(ArchiveFile).where(ArchiveFile.case_id == case_id)).one_or_none(),
        "delivery": delivery_of(tx, case_id),
        "joint": joint_of(tx, case_id),
        "parts": parts_of(tx, case_id),
        "reviews": reviews_of(tx, case_id),
        "reports": reports_of(tx, case_id),
        "references": references_of(tx, case_id),
        "stages": stages_of(tx, case_id),
        "materials": steps.materials_of(tx, case_id),
        "attachments": of_case(tx, case_id),
        "ledger": [to_json(entry) for entry in steps.ledger_of(tx, case_id)],
    }


def find_cases(
    tx: ReadTransaction, state: str | None = None, item: str | None = None, due_before: date | None = None
) -> Select[tuple[Case]]:
    """Cases of the actor's territory. ``due_before``: promised for a day before that one, and not yet finished."""
    query = steps.own_cases(tx)
    if state is not None:
        query = query.where(Case.state == state)
    if item is not None:
        query = query.where(Case.item_code == item)
    if due_before is not None:
        query = query.where(Case.promised_on < due_before)
        if state is None:
            query = query.where(Case.state == State.ACCEPTED)
    return query


def cases_of_person(
    tx: ReadTransaction, name: str | None = None, resident_id: str | None = None, phone: str | None = None
) -> Select[tuple[Case]]:
    """A person's cases, by the blind index: exact values only. Raises InvalidIdentifier, Invalid (nothing asked)."""
    query, asked = steps.own_cases(tx), False
    if name:
        query, asked = query.where(Case.applicant_name_index == blind_index(name.strip(), applicant.NAME)), True
    if resident_id:
        number = check_resident_id(resident_id, steps.today(tx)).number
        query, asked = query.where(Case.resident_id_index == blind_index(number, applicant.RESIDENT_ID)), True
    if phone:
        query, asked = query.where(Case.phone_index == blind_index(check_phone(phone), applicant.PHONE)), True
    if not asked:
        raise Invalid("请填写姓名、证件号码或电话")
    return query


def reveal_applicant(tx: Transaction, case_id: str, reason: str) -> dict[str, str | None]:
    """Name and numbers in clear; who looked, and why, is written down first. Raises NotFound, Forbidden."""
    case = see_case(tx, case_id)
    tx.audit("case.reveal", case.id, reason=mask_text(reason))
    return applicant.unmasked(case)


def reveal_certificate(tx: Transaction, case_id: str, reason: str) -> dict[str, str | None]:
    """The certificate's number in clear; who looked, and why, is written down first. Raises NotFound, Forbidden."""
    case = see_case(tx, case_id)
    tx.audit("case.reveal-certificate", case.id, reason=mask_text(reason))
    return {"certificate_number": case.certificate_number}
