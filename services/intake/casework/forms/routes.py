"""Forms over HTTP: number one of a case, print it, take the stored copy out again, void it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from libs.common.actor import Role
from libs.common.documents import CharacterMissing, DocumentDamaged, FontMissing
from libs.common.http import Page, PageQuery, page, route
from libs.common.http.answer import Answer
from libs.common.http.call import Call
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, READERS
from services.intake.casework.forms import actions, rules
from services.intake.casework.forms import schemas as wanted
from services.intake.casework.forms.printing import print_form, read_form
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.forms.tables import Form

LEADS = frozenset({Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR})
CASE_REFUSALS = (rules.FormNotForCase, rules.FormStands, rules.ReceiptNotOffered)


class FormQuery(PageQuery):
    kind = fields.String(load_default=None, validate=validate.OneOf([kind.value for kind in FormKind]))
    case_id = fields.String(load_default=None, validate=validate.Length(max=36))
    state = fields.String(load_default=None, validate=validate.OneOf(rules.STATES))


class FormRoutes:
    @route(
        "POST", "/cases/<case_id>/forms/one-time-notice", body=wanted.PrintNotice(), returns=wanted.FormView(),
        status=201, roles=CLERKS, summary="出具一次性告知书", errors=CASE_REFUSALS,
    )  # fmt: skip
    def number_one_time_notice(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.case_form(tx, case_id, FormKind.ONE_TIME_NOTICE, body)

    @route(
        "POST", "/cases/<case_id>/forms/promised-notice", body=wanted.PrintCaseForm(), returns=wanted.FormView(),
        status=201, roles=CLERKS, summary="出具承诺件通知书", errors=CASE_REFUSALS,
    )  # fmt: skip
    def number_promised_notice(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.case_form(tx, case_id, FormKind.PROMISED, body)

    @route(
        "POST", "/cases/<case_id>/forms/supplement-notice", body=wanted.OnPaper(), returns=wanted.FormView(),
        status=201, roles=CLERKS, summary="出具补办件通知书", errors=CASE_REFUSALS,
    )  # fmt: skip
    def number_supplement_notice(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.case_form(tx, case_id, FormKind.SUPPLEMENT, body)

    @route(
        "POST", "/cases/<case_id>/forms/return-notice", body=wanted.PrintReturn(), returns=wanted.FormView(),
        status=201, roles=CLERKS, summary="出具退办件通知书", errors=CASE_REFUSALS,
    )  # fmt: skip
    def number_return_notice(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.case_form(tx, case_id, FormKind.RETURN, body)

    @route(
        "POST", "/cases/<case_id>/forms/joint-notice", body=wanted.OnPaper(), returns=wanted.FormView(),
        status=201, roles=CLERKS, summary="出具联办件通知书", errors=CASE_REFUSALS,
    )  # fmt: skip
    def number_joint_notice(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.case_form(tx, case_id, FormKind.JOINT, body)

    @route(
        "POST", "/forms/<form_id>/print", mode="none", roles=CLERKS, summary="打印文书（PDF），补打为同一份文件",
        errors=(rules.FormVoid, rules.FormErased, FontMissing, CharacterMissing, DocumentDamaged),
    )  # fmt: skip
    def print_form(self, call: Call, form_id: str) -> Answer:
        """Always the same bytes: to be repeated freely."""
        return _pdf(print_form(self.db, call, form_id))  # type: ignore[attr-defined]

    @route(
        "GET", "/forms/<form_id>/pdf", mode="none", roles=READERS, summary="存档文书",
        errors=(rules.FormErased, rules.FormNotPrinted, DocumentDamaged),
    )  # fmt: skip
    def fetch_form(self, call: Call, form_id: str) -> Answer:
        return _pdf(read_form(self.db, call, form_id))  # type: ignore[attr-defined]

    @route(
        "POST", "/forms/<form_id>/void", body=wanted.VoidForm(), returns=wanted.FormView(), roles=LEADS,
        summary="文书作废（编号不再使用）", errors=(rules.FormVoid, rules.FormErased),
    )  # fmt: skip
    def void_form(self, tx: Transaction, form_id: str, body: dict[str, Any]) -> Any:
        return actions.void_form(tx, form_id, **body)

    @route("GET", "/forms", query=FormQuery(), returns=Page(wanted.FormView()), roles=READERS, summary="文书清单")
    def list_forms(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        return page(tx, actions.find_forms(tx, **query), order_by=[Form.id.desc()], cursor=cursor, limit=limit)

    @route("GET", "/forms/<form_id>", returns=wanted.FormView(), roles=READERS, summary="一份文书")
    def show_form(self, tx: ReadTransaction, form_id: str) -> Any:
        return actions.see_form(tx, form_id)


def _pdf(content: bytes) -> Answer:
    return Answer(200, content, "application/pdf")
