"""Cases over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import acceptance, clockwork, ending, queries, refusals, registration
from services.intake.casework.cases import schemas as wanted
from services.intake.casework.cases.rules import CYCLE
from services.intake.casework.cases.tables import Case
from services.intake.casework.cases.views import CaseSummary, CaseView
from services.intake.casework.deliveries.rules import CertificateNotIssued, VillageMissing
from services.intake.casework.joint.refusals import PartObjected, PartOpen
from services.intake.casework.mandates.rules import MandateRefused
from services.intake.casework.stages.rules import StageOpen
from services.intake.casework.upward.rules import AnswerMissing, NotReported, ResultNotTold

CLERKS = frozenset({Role.CLERK, Role.WINDOW_LEAD})
READERS = CLERKS | {Role.DIRECTOR, Role.AUDITOR}
refused = CYCLE.refusals_of
"""What an act is refused with for the state that it comes upon."""
MANDATE_REFUSALS = (*MandateRefused.__subclasses__(),)
HINDRANCES = (refusals.UndertakingOpen, StageOpen, NotReported, AnswerMissing, ResultNotTold, PartObjected, PartOpen)
"""What stands in the way of completing a case."""


class CaseRoutes:
    @route(
        "POST", "/cases", body=wanted.RegisterCase(), returns=CaseSummary(), status=201, roles=CLERKS,
        summary="登记办件", errors=(refusals.UnknownMaterial, refusals.NumbersExhausted, *MANDATE_REFUSALS),
    )  # fmt: skip
    def register_case(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return registration.register_case(tx, **body)

    @route("GET", "/cases", query=wanted.CaseQuery(), returns=Page(CaseSummary()), roles=READERS, summary="办件清单")
    def list_cases(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Cases of one's own centres, the latest first."""
        cursor, limit = query.pop("cursor"), query.pop("limit")
        return page(tx, queries.find_cases(tx, **query), order_by=[Case.id.desc()], cursor=cursor, limit=limit)

    @route(
        "POST", "/cases/search", body=wanted.PersonQuery(), returns=Page(CaseSummary()), roles=READERS, mode="read",
        summary="按姓名、证件号码或电话查办件",
    )  # fmt: skip
    def search_cases(self, tx: ReadTransaction, body: dict[str, Any]) -> Any:
        """A POST, so that a person's numbers stay out of addresses and their logs."""
        cursor, limit = body.pop("cursor"), body.pop("limit")
        return page(tx, queries.cases_of_person(tx, **body), order_by=[Case.id.desc()], cursor=cursor, limit=limit)

    @route("GET", "/cases/<case_id>", returns=CaseView(), roles=READERS, summary="查看办件")
    def show_case(self, tx: ReadTransaction, case_id: str) -> Any:
        return queries.case_in_full(tx, case_id)

    @route(
        "POST", "/cases/<case_id>/accept", body=wanted.AcceptCase(), returns=CaseSummary(), roles=CLERKS,
        summary="受理",
        errors=(*refused("accept"), refusals.MaterialsMissing, refusals.UndertakingMissing,
                refusals.UndertakingNotAllowed, refusals.UndertakingInPast),
    )  # fmt: skip
    def accept_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return acceptance.accept_case(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/materials", body=wanted.ReceiveMaterials(), returns=CaseSummary(), roles=CLERKS,
        summary="补收材料", errors=(*refused("receive"), refusals.UnknownMaterial, *MANDATE_REFUSALS),
    )  # fmt: skip
    def receive_materials(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return acceptance.receive_materials(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/complete", body=wanted.CompleteCase(), returns=CaseSummary(), roles=CLERKS,
        summary="办结",
        errors=(*refused("complete"), *HINDRANCES, CertificateNotIssued, VillageMissing, *MANDATE_REFUSALS),
    )  # fmt: skip
    def complete_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return ending.complete_case(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/return", body=wanted.ReturnCase(), returns=CaseSummary(), roles=CLERKS,
        summary="退件", errors=refused("return"),
    )  # fmt: skip
    def return_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return ending.return_case(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/withdraw", body=wanted.WithdrawCase(), returns=CaseSummary(), roles=CLERKS,
        summary="申请人撤回", errors=(*refused("withdraw"), *MANDATE_REFUSALS),
    )  # fmt: skip
    def withdraw_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return ending.withdraw_case(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/lapse", returns=CaseSummary(), roles=CLERKS, summary="逾期未补正，按撤回申请处理",
        errors=(*refused("lapse"), refusals.SupplementStillOpen),
    )  # fmt: skip
    def lapse_case(self, tx: Transaction, case_id: str) -> Any:
        return ending.lapse_case(tx, case_id)

    @route(
        "POST", "/cases/<case_id>/pause", body=wanted.PauseCase(), returns=CaseSummary(), roles=CLERKS,
        summary="特殊程序，暂停计时", errors=refused("pause"),
    )  # fmt: skip
    def pause_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return clockwork.pause_case(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/resume", returns=CaseSummary(), roles=CLERKS,
        summary="恢复计时", errors=refused("resume"),
    )  # fmt: skip
    def resume_case(self, tx: Transaction, case_id: str) -> Any:
        return clockwork.resume_case(tx, case_id)

    @route(
        "POST", "/cases/<case_id>/extend", body=wanted.ExtendCase(), returns=CaseSummary(), roles={Role.DIRECTOR},
        summary="批准延长", errors=(*refused("extend"), refusals.ExtensionTooLate),
    )  # fmt: skip
    def extend_case(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return clockwork.extend_case(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/applicant", body=wanted.Reason(), returns=wanted.ApplicantView(), roles=CLERKS,
        idempotent=False, summary="查看申请人完整信息（记录原因）",
    )  # fmt: skip
    def reveal_applicant(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return queries.reveal_applicant(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/certificate", body=wanted.Reason(), returns=wanted.CertificateView(), roles=CLERKS,
        idempotent=False, summary="查看完整证照编号（记录原因）",
    )  # fmt: skip
    def reveal_certificate(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return queries.reveal_certificate(tx, case_id, **body)
