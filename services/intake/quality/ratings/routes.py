"""Ratings over HTTP: for the person with the paper, for who writes down what was said, for those in charge."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import PUBLIC, Page, Rate, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.quality.ratings import actions, rules, schemas
from services.intake.quality.ratings.figures import rating_figures
from services.intake.quality.ratings.indicators import indicators
from services.intake.quality.ratings.queries import find_ratings, own_ratings
from services.intake.quality.ratings.tables import Rating
from services.intake.territory import acting_centre

LOOKING = (Role.DIRECTOR, Role.REPORTER, Role.OPERATOR, Role.AUDITOR)
WRITING = (Role.WINDOW_LEAD, Role.DIRECTOR, Role.OPERATOR)
RATED = (Role.CLERK, Role.WINDOW_LEAD)
REFUSALS = (rules.UnknownHandling, rules.NotHandledYet, rules.AlreadyRated, rules.UnknownIndicator)
# A number can be guessed, its code must not be: as for the progress page.
CODE_RATE = Rate(per_second=0.5, burst=10)


class RatingRoutes:
    @route("GET", "/ratings/indicators", returns=schemas.IndicatorList(), roles=PUBLIC, summary="评价等级与指标")
    def list_indicators(self, tx: ReadTransaction) -> Any:
        return {"items": [one for one in indicators().values() if one.active]}

    @route(
        "POST", "/ratings/by-code", body=schemas.RateByCode(), returns=schemas.Thanks(), status=201, roles=PUBLIC,
        rate=CODE_RATE, summary="扫码评价，自愿，一次办理一次评价", errors=REFUSALS,
    )  # fmt: skip
    def rate_by_code(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.rate_by_code(tx, **body)

    @route(
        "POST", "/ratings", body=schemas.TakeDown(), returns=schemas.Thanks(), status=201, roles=WRITING,
        summary="代录电话、当面或意见表评价", errors=(*REFUSALS, rules.RatesOwnWork),
    )  # fmt: skip
    def take_down_rating(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.take_down(tx, **body)

    @route(
        "GET", "/ratings", query=schemas.RatingQuery(), returns=Page(schemas.RatingView()), roles=LOOKING,
        summary="评价",
    )  # fmt: skip
    def list_ratings(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Newest first. Nobody is shown a rating of their own work."""
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = find_ratings(tx, acting_centre(tx, query.pop("centre")), **query)
        return page(tx, found, order_by=[Rating.at.desc(), Rating.id.desc()], cursor=cursor, limit=limit)

    @route("GET", "/ratings/mine", returns=schemas.OwnRatings(), roles=RATED, summary="本人已办结的差评")
    def list_own_ratings(self, tx: ReadTransaction) -> Any:
        """What was said of one's own work and what came of it, once that is closed; never by whom."""
        return {"items": own_ratings(tx)}

    @route(
        "GET", "/ratings/figures", query=schemas.FigureQuery(), returns=schemas.FigureTable(), roles=LOOKING,
        summary="参评率、满意率及不计入的评价",
    )  # fmt: skip
    def show_figures(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return rating_figures(tx, acting_centre(tx, query.pop("centre")), **query)
