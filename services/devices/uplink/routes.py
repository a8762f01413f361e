"""Refused messages over HTTP, for those who mend terminals."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.errors import Forbidden
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.devices.uplink.schemas import RefusedQuery, RefusedView
from services.devices.uplink.tables import UplinkRefused


class UplinkRoutes:
    @route("GET", "/uplink/refused", query=RefusedQuery(), returns=Page(RefusedView()),
           roles={Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR}, summary="被拒收的上行报文")  # fmt: skip
    def list_refused(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = select(UplinkRefused)
        if query["centre"]:
            tx.actor.require_centre(query["centre"])
        elif not tx.actor.sees_centre("*"):
            # A message whose topic names no centre is for those who keep them all.
            raise Forbidden("请指定服务中心")
        for name in ("centre", "terminal", "code"):
            if query[name]:
                found = found.where(getattr(UplinkRefused, name) == query[name])
        order = [UplinkRefused.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
