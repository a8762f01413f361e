"""Mandates over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, MANDATE_REFUSALS, READERS
from services.intake.casework.mandates import actions, rules
from services.intake.casework.mandates import schemas as wanted
from services.intake.casework.mandates.tables import Mandate


class MandateRoutes:
    @route(
        "POST", "/mandates", body=wanted.DraftMandate(), returns=wanted.MandateView(), status=201, roles=CLERKS,
        summary="拟定授权委托书", errors=(rules.MandatePeriod, rules.AgentIsPrincipal, rules.NotAPersonsMandate),
    )  # fmt: skip
    def draft_mandate(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.draft_mandate(tx, body)

    @route(
        "POST", "/mandates/<mandate_id>/sign", returns=wanted.MandateView(), roles=CLERKS,
        summary="双方已签署，委托生效", errors=MANDATE_REFUSALS,
    )  # fmt: skip
    def sign_mandate(self, tx: Transaction, mandate_id: str) -> Any:
        return actions.sign_mandate(tx, mandate_id)

    @route(
        "POST", "/mandates/<mandate_id>/revoke", body=wanted.RevokeMandate(), returns=wanted.MandateView(),
        roles=CLERKS, summary="撤销委托", errors=MANDATE_REFUSALS,
    )  # fmt: skip
    def revoke_mandate(self, tx: Transaction, mandate_id: str, body: dict[str, Any]) -> Any:
        return actions.revoke_mandate(tx, mandate_id, **body)

    @route(
        "GET", "/mandates", query=wanted.MandateQuery(), returns=Page(wanted.MandateView()), roles=READERS,
        summary="委托清单",
    )  # fmt: skip
    def list_mandates(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        cursor, limit = query.pop("cursor"), query.pop("limit")
        found = actions.find_mandates(tx, **query)
        return page(tx, found, order_by=[Mandate.id.desc()], cursor=cursor, limit=limit)

    @route("GET", "/mandates/<mandate_id>", returns=wanted.MandateView(), roles=READERS, summary="一份委托")
    def show_mandate(self, tx: ReadTransaction, mandate_id: str) -> Any:
        return actions.see_mandate(tx, mandate_id)
