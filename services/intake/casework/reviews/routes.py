"""Joint reviews over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, READERS, refused
from services.intake.casework.cases.schemas import Reason
from services.intake.casework.joint.refusals import NotJoint
from services.intake.casework.reviews import actions, rules
from services.intake.casework.reviews import schemas as wanted
from services.intake.casework.reviews.rules import CYCLE
from services.intake.casework.reviews.tables import JointReview


class ReviewRoutes:
    @route(
        "POST", "/cases/<case_id>/reviews", body=wanted.PlanReview(), returns=wanted.ReviewView(), status=201,
        roles=CLERKS, summary="约定联合会审（踏勘）",
        errors=(*refused("review"), NotJoint, rules.ReviewStands, rules.ReviewInPast),
    )  # fmt: skip
    def call_review(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.call_review(tx, case_id, **body)

    @route(
        "POST", "/reviews/<review_id>/replan", body=wanted.PlanReview(), returns=wanted.ReviewView(), roles=CLERKS,
        summary="会审改期", errors=(*refused("review"), *CYCLE.refusals_of("replan"), rules.ReviewInPast),
    )  # fmt: skip
    def replan_review(self, tx: Transaction, review_id: str, body: dict[str, Any]) -> Any:
        return actions.replan_review(tx, review_id, **body)

    @route(
        "POST", "/reviews/<review_id>/hold", body=wanted.HoldReview(), returns=wanted.ReviewView(), roles=CLERKS,
        summary="登记会审结论", errors=(*refused("review"), *CYCLE.refusals_of("hold"), rules.NotOfTheCase),
    )  # fmt: skip
    def hold_review(self, tx: Transaction, review_id: str, body: dict[str, Any]) -> Any:
        return actions.hold_review(tx, review_id, **body)

    @route(
        "POST", "/reviews/<review_id>/cancel", body=Reason(), returns=wanted.ReviewView(), roles=CLERKS,
        summary="取消会审", errors=(*refused("review"), *CYCLE.refusals_of("cancel")),
    )  # fmt: skip
    def cancel_review(self, tx: Transaction, review_id: str, body: dict[str, Any]) -> Any:
        return actions.cancel_review(tx, review_id, **body)

    @route(
        "GET", "/reviews", query=wanted.ReviewQuery(), returns=Page(wanted.ReviewView()), roles=READERS,
        summary="会审安排",
    )  # fmt: skip
    def list_reviews(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """By their time."""
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = actions.find_reviews(tx, **query)
        return page(tx, found, order_by=[JointReview.at, JointReview.id], cursor=cursor, limit=limit)
