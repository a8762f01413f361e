"""Emergencies over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.emergencies import actions
from services.devices.emergencies.rules import BadEnd, EmergencyOver, TooManyEmergencies
from services.devices.emergencies.schemas import (
    EmergencyDetail,
    EmergencyQuery,
    EmergencyView,
    EndEmergency,
    RaiseEmergency,
    UnconfirmedQuery,
    UnconfirmedView,
)
from services.devices.emergencies.tables import Emergency, EmergencyBoard

RAISERS = {Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR}
WATCHERS = {*RAISERS, Role.OPERATOR, Role.AUDITOR}


class EmergencyRoutes:
    @route("POST", "/emergencies", body=RaiseEmergency(), returns=EmergencyDetail(), status=201, roles=RAISERS,
           summary="紧急插播：中心全部 LED 大屏立即显示", errors=(BadEnd, TooManyEmergencies))  # fmt: skip
    def raise_emergency(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.raise_emergency(tx, **body)

    @route("POST", "/emergencies/<emergency_id>/end", body=EndEmergency(), returns=EmergencyDetail(), roles=RAISERS,
           summary="结束紧急插播，恢复播放单", errors=(EmergencyOver,))  # fmt: skip
    def end_emergency(self, tx: Transaction, emergency_id: str, body: dict[str, Any]) -> Any:
        return actions.end_emergency(tx, emergency_id, body["reason"])

    @route("GET", "/emergencies", query=EmergencyQuery(), returns=Page(EmergencyView()), roles=WATCHERS,
           summary="紧急插播列表")  # fmt: skip
    def list_emergencies(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Emergency).where(Emergency.centre == query["centre"])
        if query["state"]:
            found = found.where(Emergency.state == query["state"])
        return page(tx, found, order_by=[Emergency.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/emergencies/unconfirmed", query=UnconfirmedQuery(), returns=Page(UnconfirmedView()),
           roles=WATCHERS, summary="未确认显示紧急插播的大屏")  # fmt: skip
    def list_unconfirmed(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(EmergencyBoard).where(
            EmergencyBoard.centre == query["centre"], EmergencyBoard.raised_at.is_not(None)
        )
        order = [EmergencyBoard.emergency_id.desc(), EmergencyBoard.terminal_id]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/emergencies/<emergency_id>", returns=EmergencyDetail(), roles=WATCHERS,
           summary="紧急插播及各大屏的确认情况")  # fmt: skip
    def show_emergency(self, tx: ReadTransaction, emergency_id: str) -> Any:
        return actions.show_emergency(tx, emergency_id)
