"""Findings of surveys over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.visits.refusals import UnknownStaff
from services.intake.quality.survey_findings import actions, rules
from services.intake.quality.survey_findings import schemas as wanted
from services.intake.quality.survey_findings.tables import Finding
from services.intake.quality.surveys.routes import IN_CHARGE, LOOKING
from services.intake.territory import acting_centre

HANDLERS = IN_CHARGE | {Role.WINDOW_LEAD}
MOVE_REFUSALS = (*rules.FindingMoveRefused.__subclasses__(),)


class FindingRoutes:
    @route(
        "POST", "/surveys/<survey_id>/findings", body=wanted.OpenFinding(), returns=wanted.FindingView(), status=201,
        roles=IN_CHARGE, summary="测评问题立项整改",
        errors=(rules.SurveyNotClosed, rules.UnknownQuestion, rules.DayInPast, UnknownStaff),
    )  # fmt: skip
    def open_survey_finding(self, tx: Transaction, survey_id: str, body: dict[str, Any]) -> Any:
        return actions.open_finding(tx, survey_id, **body)

    @route(
        "GET", "/survey-findings", query=wanted.FindingQuery(), returns=Page(wanted.FindingView()), roles=LOOKING,
        summary="测评问题清单",
    )  # fmt: skip
    def list_survey_findings(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre = acting_centre(tx, query["centre"])
        found = actions.find_findings(tx, centre, query["state"], query["survey"], query["overdue"])
        order = [Finding.rectify_by, Finding.id]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/survey-findings/<finding_id>", returns=wanted.FindingView(), roles=LOOKING, summary="查看测评问题")
    def show_survey_finding(self, tx: ReadTransaction, finding_id: str) -> Any:
        return actions.see_finding(tx, finding_id)

    @route(
        "POST", "/survey-findings/<finding_id>/rectify", body=wanted.Rectify(), returns=wanted.FindingView(),
        roles=HANDLERS, summary="登记整改", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def rectify_survey_finding(self, tx: Transaction, finding_id: str, body: dict[str, Any]) -> Any:
        return actions.rectify(tx, finding_id, **body)

    @route(
        "POST", "/survey-findings/<finding_id>/follow-up", body=wanted.FollowUp(), returns=wanted.FindingView(),
        roles=HANDLERS, summary="复查：销号或退回重改", errors=(*MOVE_REFUSALS, rules.FollowsUpOwnWork),
    )  # fmt: skip
    def follow_up_survey_finding(self, tx: Transaction, finding_id: str, body: dict[str, Any]) -> Any:
        return actions.follow_up(tx, finding_id, **body)
