"""Rectifications over HTTP. For the rated clerk there are none: not in the list, not by id."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.schemas import Reason
from services.intake.quality.rectification import actions, schemas
from services.intake.quality.rectification.rules import MustBeCalled, RectificationMoveRefused
from services.intake.quality.rectification.tables import Rectification
from services.intake.territory import acting_centre

HANDLERS = (Role.WINDOW_LEAD, Role.DIRECTOR, Role.OPERATOR)
READERS = (*HANDLERS, Role.AUDITOR)
REFUSALS = (*RectificationMoveRefused.__subclasses__(), MustBeCalled)


class RectificationRoutes:
    @route(
        "GET", "/rectifications", query=schemas.RectificationQuery(), returns=Page(schemas.RectificationView()),
        roles=READERS, summary="差评整改清单",
    )  # fmt: skip
    def list_rectifications(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = actions.find(tx, acting_centre(tx, query["centre"]), query["state"], query["overdue"])
        order = [Rectification.contact_by, Rectification.id]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/rectifications/<rectification_id>", returns=schemas.RectificationInFull(), roles=READERS,
        summary="差评及其整改经过",
    )  # fmt: skip
    def show_rectification(self, tx: ReadTransaction, rectification_id: str) -> Any:
        return actions.in_full(tx, rectification_id)

    @route(
        "POST", "/rectifications/<rectification_id>/contact", body=schemas.Contact(),
        returns=schemas.RectificationView(), roles=HANDLERS, summary="联系评价人", errors=REFUSALS,
    )  # fmt: skip
    def contact_rater(self, tx: Transaction, rectification_id: str, body: dict[str, Any]) -> Any:
        return actions.contact_rater(tx, rectification_id, **body)

    @route(
        "POST", "/rectifications/<rectification_id>/rectify", body=schemas.Rectify(),
        returns=schemas.RectificationView(), roles=HANDLERS, summary="核实并整改", errors=REFUSALS,
    )  # fmt: skip
    def rectify(self, tx: Transaction, rectification_id: str, body: dict[str, Any]) -> Any:
        return actions.rectify(tx, rectification_id, **body)

    @route(
        "POST", "/rectifications/<rectification_id>/call-back", body=schemas.CallBack(),
        returns=schemas.RectificationView(), roles=HANDLERS, summary="回访", errors=REFUSALS,
    )  # fmt: skip
    def call_back(self, tx: Transaction, rectification_id: str, body: dict[str, Any]) -> Any:
        return actions.call_back(tx, rectification_id, **body)

    @route(
        "POST", "/rectifications/<rectification_id>/rater", body=Reason(), returns=schemas.RaterView(),
        roles=HANDLERS, idempotent=False, summary="查看评价人联系方式（记录原因）",
    )  # fmt: skip
    def reveal_rater(self, tx: Transaction, rectification_id: str, body: dict[str, Any]) -> Any:
        return actions.reveal_rater(tx, rectification_id, **body)
