"""Reports upward over HTTP, below the case that they are of."""

from __future__ import annotations

from typing import Any

from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.refusals import UndertakingOpen
from services.intake.casework.cases.routes import CLERKS, READERS, refused
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.references.rules import ReferenceGiven, ReferenceTaken
from services.intake.casework.upward import following, reporting, reports, rules
from services.intake.casework.upward import schemas as wanted
from services.intake.casework.upward.tables import UpwardReport

NUMBER_REFUSALS = (ReferenceTaken, ReferenceGiven)


class UpwardRoutes:
    @route(
        "POST", "/cases/<case_id>/report", body=wanted.ReportUp(), returns=CaseSummary(), roles=CLERKS,
        summary="上报", errors=(*refused("report"), rules.NotReportedItem, UndertakingOpen, *NUMBER_REFUSALS),
    )  # fmt: skip
    def report_up(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return reporting.report_up(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/report/send-back", body=wanted.SentBack(), returns=CaseSummary(), roles=CLERKS,
        summary="登记上级退回，恢复本级计时", errors=refused("send_back"),
    )  # fmt: skip
    def take_sent_back(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return reporting.take_sent_back(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/report/follow-up", body=wanted.FollowUpBody(), returns=CaseSummary(), roles=CLERKS,
        summary="登记跟踪情况", errors=(*refused("follow_up"), *rules.CYCLE.refusals_of("follow_up")),
    )  # fmt: skip
    def follow_up(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return following.follow_up(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/report/answer", body=wanted.Answer(), returns=CaseSummary(), roles=CLERKS,
        summary="登记上级答复", errors=(*refused("answer"), *NUMBER_REFUSALS),
    )  # fmt: skip
    def record_answer(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return following.record_answer(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/report/tell", body=wanted.TellResult(), returns=CaseSummary(), roles=CLERKS,
        summary="已将上级结果告知申请人", errors=(*refused("tell"), *rules.CYCLE.refusals_of("tell")),
    )  # fmt: skip
    def tell_result(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return following.tell_result(tx, case_id, **body)

    @route(
        "GET", "/reports-upward", query=wanted.ReportQuery(), returns=Page(wanted.ReportView()), roles=READERS,
        summary="上报清单",
    )  # fmt: skip
    def list_reports(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = reports.find_reports(tx, **query)
        return page(tx, found, order_by=[UpwardReport.id.desc()], cursor=cursor, limit=limit)
