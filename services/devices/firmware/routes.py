"""Desired firmware and the terminals behind it, over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.firmware import actions
from services.devices.firmware.schemas import BehindView, FirmwareQuery, FirmwareView, PutFirmware
from services.devices.firmware.tables import Firmware
from services.devices.registry.routes import KEEPERS, WATCHERS
from services.devices.registry.rules import KINDS
from services.devices.registry.tables import Terminal


class FirmwareRoutes:
    @route("PUT", "/firmware/<kind>", body=PutFirmware(), returns=FirmwareView(), roles=KEEPERS,
           summary="说明某类终端应有的固件版本")  # fmt: skip
    def put_firmware(self, tx: Transaction, kind: str, body: dict[str, Any]) -> Any:
        if kind not in KINDS:
            raise NotFound(f"kind {kind}")
        return actions.put_firmware(tx, body["centre"], kind, body["desired"], body["note"])

    @route("GET", "/firmware", query=FirmwareQuery(), returns=Page(FirmwareView()), roles=WATCHERS,
           summary="各类终端应有的固件版本")  # fmt: skip
    def list_firmware(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Firmware).where(Firmware.centre == query["centre"])
        if query["kind"]:
            found = found.where(Firmware.kind == query["kind"])
        return page(tx, found, order_by=[Firmware.kind], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/firmware/behind", query=FirmwareQuery(), returns=Page(BehindView()), roles=WATCHERS,
           summary="固件版本落后的终端")  # fmt: skip
    def list_behind(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = actions.behind(query["centre"], query["kind"])
        return page(tx, found, order_by=[Terminal.id], cursor=query["cursor"], limit=query["limit"])
