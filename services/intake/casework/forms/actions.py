"""Numbering a paper, keeping what was printed, and voiding it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.columns import to_json
from libs.common.documents import Block, Sheet
from libs.common.documents.parts import in_chinese, moment_in_chinese
from libs.common.errors import Refused
from libs.common.events import Event
from libs.common.events.intake import FORM_ERASED, FORM_NUMBERED, FORM_PRINTED, FORM_VOIDED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.numbers import next_number
from services.intake.casework.cases.steps import hold_case
from services.intake.casework.cases.tables import Case
from services.intake.casework.forms import case_papers, facts, hall_papers, mandate_papers, rules
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.forms.tables import Form, Letterhead
from services.intake.casework.mandates.actions import hold_mandate
from services.intake.casework.mandates.rules import UNIT, require_live
from services.intake.items.catalogue.actions import centre_of, item_for_case, window_of
from services.intake.territory import acting_centre

OF_CASES = {
    FormKind.PROMISED: case_papers.promised_notice,
    FormKind.SUPPLEMENT: case_papers.supplement_notice,
    FormKind.RETURN: case_papers.return_notice,
    FormKind.JOINT: case_papers.joint_notice,
    FormKind.ONE_TIME_NOTICE: case_papers.one_time_notice,
}


@dataclass(frozen=True)
class Draft:
    """A paper before it has its number."""

    kind: FormKind
    centre: str
    window: int
    blocks: Sequence[Block]
    paper: str = "a4"
    case: Case | None = None
    subject: str | None = None
    basis: str = ""
    signatures: tuple[str, ...] = ()
    receipt: bool = True


def case_form(tx: Transaction, case_id: str, kind: FormKind, said: Mapping[str, Any]) -> Form:
    """A paper of the case as it now stands. Raises FormNotForCase, FormStands, DepartmentsDiffer and others."""
    case = hold_case(tx, case_id)
    known = facts.facts_of_case(tx, case)
    blocks = OF_CASES[kind](known, said)
    # A later notice is a paper of its own: it takes the place of the one before.
    subject = known.notices[-1].id if kind == FormKind.SUPPLEMENT else case.id
    return _number(tx, Draft(kind, case.centre, case.window, blocks, said["paper"], case, subject,
                             case_papers.BASIS[kind]))  # fmt: skip


def item_notice(tx: Transaction, said: Mapping[str, Any]) -> Form:
    """一次性告知书 for one who only asks. Raises ItemNotOffered."""
    centre = acting_centre(tx, said["centre"])
    known = facts.facts_of_item(tx, centre, said["item_code"])
    kind = FormKind.ONE_TIME_NOTICE
    blocks = case_papers.one_time_notice(known, said)
    return _number(tx, Draft(kind, centre, known.item.window, blocks, basis=case_papers.BASIS[kind]))


def mandate_form(tx: Transaction, mandate_id: str) -> Form:
    """授权委托书 for signing. Raises FormStands, MandateRevoked, MandateExpired."""
    mandate = hold_mandate(tx, mandate_id)
    require_live(mandate)
    kind = FormKind.UNIT_MANDATE if mandate.kind == UNIT else FormKind.PERSONAL_MANDATE
    blocks = mandate_papers.mandate_blocks(mandate, facts.names_of_matters(tx, mandate))
    return _number(tx, Draft(kind, mandate.centre, mandate.window, blocks, subject=mandate.id,
                             basis=mandate_papers.BASIS, signatures=mandate_papers.signatures(mandate),
                             receipt=False))  # fmt: skip


def hall_form(tx: Transaction, kind: FormKind, said: Mapping[str, Any]) -> Form:
    """预约服务登记表, 上门服务登记表 or 服务质量意见反馈表, as the clerk says.

    Raises ItemNotOffered, NotFound (window), TwoStaffNeeded, ReceiptNotOffered.
    """
    centre = acting_centre(tx, said["centre"])
    window = window_of(tx, centre, said["window"]).number
    item = item_for_case(tx, centre, said["item_code"]).name if said["item_code"] else ""
    if kind == FormKind.BOOKING:
        blocks = hall_papers.booking_register({**said, "confirmed_at": tx.now}, item, _name(tx))
    elif kind == FormKind.HOME_VISIT:
        blocks = hall_papers.home_visit_register(said, item)
    else:
        blocks = hall_papers.feedback_form(said, item, in_chinese(local(tx.now).date()))
    return _number(tx, Draft(kind, centre, window, blocks, said["paper"], receipt=kind != FormKind.FEEDBACK))


def _name(tx: Transaction) -> str:
    return tx.actor.name or tx.actor.id


def _number(tx: Transaction, draft: Draft) -> Form:
    kind, case = draft.kind, draft.case
    rules.require_paper(kind, draft.paper)
    _require_none_stands(tx, draft)
    year = local(tx.now).year
    enquiry, complaint = facts.letterhead_of(tx, draft.centre)
    # Taken late: the next paper of this kind waits for the row.
    running = next_number(tx, f"form/{kind}/{draft.centre}/{year}")
    sheet = Sheet(
        title=kind.title, serial=rules.serial_number(year, draft.window, running),
        paper="receipt" if draft.paper == "receipt" else "a4", centre=centre_of(tx, draft.centre).name,
        window=f"{draft.window}号窗口", printed_at=moment_in_chinese(tx.now), clerk=_name(tx),
        enquiry_phone=enquiry, complaint_phone=complaint, blocks=tuple(draft.blocks), basis=draft.basis,
        case_number=case.case_number if case else "", query_code=case.query_code if case else "",
        qr=_qr(tx, case) if case else "", signatures=draft.signatures, receipt=draft.receipt,
    )  # fmt: skip
    form = Form(
        id=new_id(), version=1, centre=draft.centre, state=rules.NUMBERED, kind=kind.value, year=year, running=running,
        serial=sheet.serial, window=draft.window, paper=sheet.paper, subject=draft.subject,
        case_id=case.id if case else None, content=to_json(sheet.as_json()), made_at=tx.now, made_by=tx.actor.id,
    )  # fmt: skip
    tx.session.add(form)
    _tell(tx, FORM_NUMBERED, form, at=tx.now)
    tx.audit("form.number", form.id, kind=form.kind, serial=form.serial, case=form.case_id)
    return form


def _require_none_stands(tx: Transaction, draft: Draft) -> None:
    if draft.subject is None:
        return
    standing = tx.session.scalars(
        select(Form).where(Form.kind == draft.kind, Form.subject == draft.subject, Form.state != rules.VOID)
    ).one_or_none()
    if standing is not None:
        raise rules.FormStands(standing.serial, form_id=standing.id, serial=standing.serial)


def _qr(tx: Transaction, case: Case) -> str:
    """Number only: the query code, which proves it, must not lie in addresses and their logs."""
    page = tx.settings.hall["progress_url"]
    return f"{page}?number={case.case_number}" if page else case.case_number


def _tell(tx: Transaction, event: Event, form: Form, **more: Any) -> None:
    told = {"form_id": form.id, "kind": form.kind, "serial": form.serial, "window": form.window,
            "case_id": form.case_id}  # fmt: skip
    tx.emit(event, form.id, form.centre, {**told, **more})


def see_form(tx: ReadTransaction, form_id: str) -> Form:
    """Raises NotFound, Forbidden (属地)."""
    form = tx.one(Form, form_id)
    tx.actor.require_centre(form.centre)
    return form


def _gone(form: Form) -> type[Refused]:
    """What a paper that is no longer used says no with."""
    return rules.FormErased if form.state == rules.ERASED else rules.FormVoid


def content_of(form: Form) -> dict[str, Any]:
    """The words of the paper, as a Sheet in JSON."""
    content: dict[str, Any] = json.loads(form.content)
    return content


def keep_print(tx: Transaction, form_id: str, sha256: str, size: int) -> Form:
    """The paper is set and its copy kept: tell so, once. Raises FormVoid, FormErased."""
    form = tx.session.get(Form, form_id, with_for_update=True, populate_existing=True)
    assert form is not None
    if form.state == rules.PRINTED:
        return form
    origin, to = rules.MOVES["print"]
    tx.moved(Form, form.id, origin=origin, to=to, otherwise=_gone(form), sha256=sha256, size=size,
             printed_at=tx.now)  # fmt: skip
    _tell(tx, FORM_PRINTED, form, sha256=sha256, at=tx.now)
    tx.audit("form.print", form.id, serial=form.serial, sha256=sha256)
    return form


def void_form(tx: Transaction, form_id: str, reason: str) -> Form:
    """Void a paper (作废): its number stays used, its copy is kept. Raises FormVoid, FormErased."""
    form = see_form(tx, form_id)
    origin, to = rules.MOVES["void"]
    told = mask_text(reason)
    tx.moved(Form, form.id, origin=origin, to=to, version=tx.if_match, otherwise=_gone(form), voided_at=tx.now,
             void_reason=told)  # fmt: skip
    _tell(tx, FORM_VOIDED, form, reason=told, at=tx.now)
    tx.audit("form.void", form.id, serial=form.serial, reason=told)
    return form


def erase_forms(tx: Transaction, case_id: str) -> None:
    """The case was disposed of: what its papers say goes, void or not; their files at the next sweep."""
    origin, to = rules.MOVES["erase"]
    papers = select(Form).where(Form.case_id == case_id, Form.state.in_(origin)).order_by(Form.id)
    for form in tx.session.scalars(papers).all():
        tx.moved(Form, form.id, origin=origin, to=to, otherwise=rules.FormErased, content="", void_reason=None)
        _tell(tx, FORM_ERASED, form, at=tx.now)
        tx.audit("form.erase", form.id, serial=form.serial)


def find_forms(
    tx: ReadTransaction, kind: str | None = None, case_id: str | None = None, state: str | None = None
) -> Select[tuple[Form]]:
    """The papers of the actor's centres."""
    query: Select[tuple[Form]] = select(Form)
    if not tx.actor.sees_centre("*"):
        query = query.where(Form.centre.in_(tx.actor.centres))
    wanted = {"kind": kind, "case_id": case_id, "state": state}
    return query.filter_by(**{name: value for name, value in wanted.items() if value is not None})


def set_letterhead(tx: Transaction, centre: str, enquiry_phone: str, complaint_phone: str) -> Letterhead:
    """The phones on papers from now on; what is numbered keeps its own. Raises NotFound, Forbidden."""
    tx.actor.require_centre(centre_of(tx, centre).code)
    row = tx.session.get(Letterhead, centre) or Letterhead(centre=centre, version=0)
    row.enquiry_phone, row.complaint_phone, row.version = enquiry_phone, complaint_phone, row.version + 1
    tx.session.add(row)
    tx.audit("letterhead.set", centre, enquiry_phone=enquiry_phone, complaint_phone=complaint_phone)
    return row
