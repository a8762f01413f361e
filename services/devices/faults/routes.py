"""Present faults over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.devices.faults.schemas import FaultQuery, FaultView
from services.devices.faults.tables import Fault


class FaultRoutes:
    @route("GET", "/faults", query=FaultQuery(), returns=Page(FaultView()), summary="当前故障",
           roles={Role.OPERATOR, Role.ADMINISTRATOR, Role.WINDOW_LEAD, Role.DIRECTOR})  # fmt: skip
    def list_faults(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Fault).where(Fault.centre == query["centre"], Fault.state == "raised")
        order = [Fault.terminal_id, Fault.code]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
