"""Appeals over HTTP: lodged by the rated or by those in charge, decided by a director who is neither."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.schemas import Reason
from services.intake.quality.appeals import actions, rules, schemas
from services.intake.quality.appeals.tables import RatingAppeal
from services.intake.territory import acting_centre

LODGING = (Role.CLERK, *actions.IN_CHARGE)
READERS = (*LODGING, Role.AUDITOR)
DECIDING = (rules.AppealDecided, rules.OwnAppeal)


class AppealRoutes:
    @route(
        "POST", "/ratings/<rating_id>/appeal", body=schemas.LodgeAppeal(), returns=schemas.AppealView(), status=201,
        roles=LODGING, summary="差评申诉", errors=(rules.NotBad, rules.AppealTooLate, rules.AppealLodged),
    )  # fmt: skip
    def lodge_appeal(self, tx: Transaction, rating_id: str, body: dict[str, Any]) -> Any:
        return actions.lodge_appeal(tx, rating_id, **body)

    @route(
        "GET", "/appeals", query=schemas.AppealQuery(), returns=Page(schemas.AppealView()), roles=READERS,
        summary="差评申诉清单",
    )  # fmt: skip
    def list_appeals(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """For a clerk, what the clerk lodged; for those in charge, all but what is about themselves."""
        found = actions.find_appeals(tx, acting_centre(tx, query["centre"]), query["state"])
        order = [RatingAppeal.lodged_at.desc(), RatingAppeal.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route(
        "POST", "/appeals/<appeal_id>/uphold", body=schemas.UpholdAppeal(), returns=schemas.AppealView(),
        roles={Role.DIRECTOR}, if_match=True, summary="申诉成立，不计入满意率", errors=DECIDING,
    )  # fmt: skip
    def uphold_appeal(self, tx: Transaction, appeal_id: str, body: dict[str, Any]) -> Any:
        return actions.uphold_appeal(tx, appeal_id, **body)

    @route(
        "POST", "/appeals/<appeal_id>/dismiss", body=Reason(), returns=schemas.AppealView(), roles={Role.DIRECTOR},
        if_match=True, summary="申诉不成立", errors=DECIDING,
    )  # fmt: skip
    def dismiss_appeal(self, tx: Transaction, appeal_id: str, body: dict[str, Any]) -> Any:
        return actions.dismiss_appeal(tx, appeal_id, **body)
