"""Surveys over HTTP: answered by anybody with a handling or a slip, made and read by those in charge."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import PUBLIC, Page, Rate, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.steps import today
from services.intake.quality.ratings.rules import NotHandledYet, UnknownHandling
from services.intake.quality.surveys import actions, answering, refusals
from services.intake.quality.surveys import schemas as wanted
from services.intake.quality.surveys.rules import State
from services.intake.quality.surveys.tables import Survey
from services.intake.territory import acting_centre, public_centre

IN_CHARGE = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})
LOOKING = IN_CHARGE | {Role.WINDOW_LEAD, Role.REPORTER, Role.AUDITOR}
ANSWER_RATE = Rate(per_second=0.5, burst=10)
MOVE_REFUSALS = (*refusals.SurveyMoveRefused.__subclasses__(),)
DRAFT_REFUSALS = (refusals.QuestionsInvalid, refusals.PeriodInvalid)


class SurveyRoutes:
    @route(
        "GET", "/surveys/open", query=wanted.OpenSurveyQuery(), returns=wanted.OpenSurveys(), roles=PUBLIC,
        summary="进行中的问卷",
    )  # fmt: skip
    def list_open_surveys(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre, day = public_centre(tx, query["centre"]), today(tx)
        found = select(Survey).where(
            Survey.centre == centre, Survey.state == State.OPEN, Survey.opens_on <= day, Survey.closes_on >= day
        )
        return {"items": tx.session.scalars(found.order_by(Survey.closes_on, Survey.id).limit(50)).all()}

    @route("GET", "/surveys/open/<survey_id>", returns=wanted.PublicSurvey(), roles=PUBLIC, summary="问卷",
           errors=(refusals.OutsidePeriod, refusals.SurveyClosed))  # fmt: skip
    def show_open_survey(self, tx: ReadTransaction, survey_id: str) -> Any:
        return answering.public_survey(tx, survey_id)

    @route(
        "POST", "/surveys/open/<survey_id>/answers", body=wanted.AnswerSurvey(), roles=PUBLIC, rate=ANSWER_RATE,
        idempotent=False, summary="答卷（不记名）",
        errors=(refusals.OutsidePeriod, refusals.SurveyClosed, refusals.AnswersInvalid, refusals.SlipRefused,
                refusals.AlreadyAnswered, UnknownHandling, NotHandledYet),
    )  # fmt: skip
    def answer_survey(self, tx: Transaction, survey_id: str, body: dict[str, Any]) -> None:
        """Once a handling or slip, which is what makes a repeat harmless; a key would be kept with its moment."""
        answering.answer_survey(tx, survey_id, body.pop("answers"), **body)

    @route(
        "POST", "/surveys", body=wanted.DraftSurvey(), returns=wanted.SurveyView(), status=201, roles=IN_CHARGE,
        summary="起草问卷", errors=DRAFT_REFUSALS,
    )  # fmt: skip
    def draft_survey(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.draft_survey(tx, acting_centre(tx, body.pop("centre")), **body)

    @route(
        "GET", "/surveys", query=wanted.SurveyQuery(), returns=Page(wanted.SurveyView()), roles=LOOKING,
        summary="问卷清单",
    )  # fmt: skip
    def list_surveys(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = actions.find_surveys(acting_centre(tx, query["centre"]), query["state"])
        return page(tx, found, order_by=[Survey.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/surveys/<survey_id>", returns=wanted.SurveyView(), roles=LOOKING, summary="查看问卷")
    def show_survey(self, tx: ReadTransaction, survey_id: str) -> Any:
        return actions.see_survey(tx, survey_id)

    @route(
        "PUT", "/surveys/<survey_id>", body=wanted.EditSurvey(), returns=wanted.SurveyView(), roles=IN_CHARGE,
        if_match=True, summary="修改问卷草稿", errors=(*MOVE_REFUSALS, *DRAFT_REFUSALS),
    )  # fmt: skip
    def edit_survey(self, tx: Transaction, survey_id: str, body: dict[str, Any]) -> Any:
        return actions.edit_survey(tx, survey_id, **body)

    @route(
        "POST", "/surveys/<survey_id>/publish", returns=wanted.SurveyView(), roles=IN_CHARGE, summary="发布问卷",
        errors=(*MOVE_REFUSALS, refusals.PeriodInvalid),
    )  # fmt: skip
    def publish_survey(self, tx: Transaction, survey_id: str) -> Any:
        return actions.publish_survey(tx, survey_id)

    @route(
        "POST", "/surveys/<survey_id>/close", returns=wanted.SurveyView(), roles=IN_CHARGE, summary="提前结束问卷",
        errors=MOVE_REFUSALS,
    )  # fmt: skip
    def close_survey(self, tx: Transaction, survey_id: str) -> Any:
        return actions.close_survey(tx, survey_id)

    @route(
        "POST", "/surveys/<survey_id>/slips", body=wanted.PrintSlips(), returns=wanted.SlipsView(), status=201,
        roles=IN_CHARGE, idempotent=False, summary="印制答题码",
        errors=(refusals.SurveyClosed, refusals.SlipsNotUsed),
    )  # fmt: skip
    def print_slips(self, tx: Transaction, survey_id: str, body: dict[str, Any]) -> Any:
        return {"slips": actions.print_slips(tx, survey_id, **body)}

    @route(
        "GET", "/surveys/<survey_id>/results", returns=wanted.ResultsView(), roles=LOOKING, summary="问卷结果",
    )  # fmt: skip
    def show_results(self, tx: ReadTransaction, survey_id: str) -> Any:
        return actions.results(tx, survey_id)
