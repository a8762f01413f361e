"""Cameras over HTTP: counts and gaps, never pictures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.devices.cameras.actions import counts_of
from services.devices.cameras.schemas import CentreQuery, CountsView, GapQuery, GapView
from services.devices.cameras.tables import CameraGap

WATCHERS = {Role.OPERATOR, Role.ADMINISTRATOR, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER}


class CameraRoutes:
    @route("GET", "/cameras/counts", query=CentreQuery(), returns=CountsView(), roles=WATCHERS,
           summary="各区域人数")  # fmt: skip
    def camera_counts(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        return {"items": counts_of(tx, query["centre"])}

    @route("GET", "/cameras/gaps", query=GapQuery(), returns=Page(GapView()), roles=WATCHERS,
           summary="摄像头断档记录")  # fmt: skip
    def camera_gaps(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(CameraGap).where(CameraGap.centre == query["centre"])
        order = [CameraGap.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
