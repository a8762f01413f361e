"""Ratings over HTTP: for those who answer for the hall, not for the rated clerk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.intake.ratings.schemas import RatingQuery, RatingView
from services.intake.ratings.tables import Rating
from services.intake.territory import acting_centre


class RatingRoutes:
    @route(
        "GET", "/ratings", query=RatingQuery(), returns=Page(RatingView()), summary="评价",
        roles=(Role.DIRECTOR, Role.REPORTER, Role.AUDITOR),
    )  # fmt: skip
    def list_ratings(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Newest first."""
        found = select(Rating).where(Rating.centre == acting_centre(tx, query["centre"]))
        if query["window"] is not None:
            found = found.where(Rating.window == query["window"])
        if query["level"] is not None:
            found = found.where(Rating.level == query["level"])
        order = [Rating.at.desc(), Rating.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
