"""Calls and their proof over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.devices.calls.schemas import CallQuery, CallView
from services.devices.calls.tables import Call

WATCHERS = {Role.CLERK, Role.WINDOW_LEAD, Role.OPERATOR, Role.ADMINISTRATOR, Role.DIRECTOR, Role.AUDITOR}


class CallRoutes:
    @route("GET", "/calls", query=CallQuery(), returns=Page(CallView()), roles=WATCHERS, summary="叫号与送达情况")
    def list_calls(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Call).where(Call.centre == query["centre"])
        if query["alarm"]:
            found = found.where(Call.raised_at.is_not(None))
        if query["alarm"] == "open":
            found = found.where(Call.cleared_at.is_(None))
        order = [Call.called_at.desc(), Call.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
