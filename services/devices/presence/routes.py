"""When terminals were offline, over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.devices.presence.schemas import OutageQuery, OutageView
from services.devices.presence.tables import Outage
from services.devices.registry.routes import WATCHERS


class PresenceRoutes:
    @route("GET", "/outages", query=OutageQuery(), returns=Page(OutageView()), roles=WATCHERS,
           summary="终端离线记录，最近的在前")  # fmt: skip
    def list_outages(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Outage).where(Outage.centre == query["centre"])
        if query["terminal"]:
            found = found.where(Outage.terminal_id == query["terminal"])
        if query["open"]:
            found = found.where(Outage.ended_at.is_(None))
        order = [Outage.began_at.desc(), Outage.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
