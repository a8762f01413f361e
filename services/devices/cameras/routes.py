"""Cameras over HTTP: counts and gaps, never pictures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.cameras.actions import ask_for_snapshot, cameras_of, counts_of
from services.devices.cameras.rules import NotCamera
from services.devices.cameras.schemas import (
    AskedView,
    AskSnapshot,
    CamerasView,
    CentreQuery,
    CountGapView,
    CountsView,
    GapQuery,
    GapView,
    SnapshotView,
)
from services.devices.cameras.tables import CameraGap, CountGap, Snapshot

WATCHERS = {Role.OPERATOR, Role.ADMINISTRATOR, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER}
SNAPPERS = {Role.OPERATOR, Role.ADMINISTRATOR, Role.DIRECTOR}


class CameraRoutes:
    @route("GET", "/cameras", query=CentreQuery(), returns=CamerasView(), roles=WATCHERS, summary="摄像头状态")
    def list_cameras(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        return {"items": cameras_of(tx, query["centre"])}

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

    @route("GET", "/cameras/count-gaps", query=GapQuery(), returns=Page(CountGapView()), roles=WATCHERS,
           summary="人数缺数记录（起止时间）")  # fmt: skip
    def count_gaps(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(CountGap).where(CountGap.centre == query["centre"])
        order = [CountGap.from_at.desc(), CountGap.terminal_id, CountGap.zone]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route("POST", "/cameras/<terminal_id>/snapshot", body=AskSnapshot(), returns=AskedView(), status=202,
           roles=SNAPPERS, summary="抓拍一张（只登记图片所在处）", errors=(NotCamera,))  # fmt: skip
    def ask_for_snapshot(self, tx: Transaction, terminal_id: str, body: dict[str, Any]) -> Any:
        return {"command_id": ask_for_snapshot(tx, terminal_id, body["reason"])}

    @route("GET", "/cameras/snapshots", query=GapQuery(), returns=Page(SnapshotView()), roles=SNAPPERS,
           summary="抓拍记录")  # fmt: skip
    def list_snapshots(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Snapshot).where(Snapshot.centre == query["centre"])
        return page(tx, found, order_by=[Snapshot.id.desc()], cursor=query["cursor"], limit=query["limit"])
