"""Programmes, ticker and proof of play over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.signage import actions
from services.devices.signage.lists import programmes
from services.devices.signage.rules import BadHours, BadTarget, PlaylistTooLong
from services.devices.signage.schemas import (
    LedsView,
    PlayQuery,
    PlayView,
    ProgrammeQuery,
    ProgrammesView,
    ProgrammeView,
    PutProgramme,
    PutTicker,
    TickerView,
)
from services.devices.signage.tables import PlayDay

EDITORS = {Role.WINDOW_LEAD, Role.DIRECTOR, Role.OPERATOR, Role.ADMINISTRATOR}
READERS = {*EDITORS, Role.REPORTER, Role.AUDITOR}


class SignageRoutes:
    @route("GET", "/programmes", query=ProgrammeQuery(), returns=ProgrammesView(), roles=EDITORS,
           summary="LED 节目列表")  # fmt: skip
    def list_programmes(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        return {"items": programmes(tx, query["centre"])}

    @route("PUT", "/programmes/<code>", body=PutProgramme(), returns=ProgrammeView(), roles=EDITORS,
           summary="新增或修改 LED 节目", errors=(BadHours, BadTarget, PlaylistTooLong))  # fmt: skip
    def put_programme(self, tx: Transaction, code: str, body: dict[str, Any]) -> Any:
        return actions.put_programme(tx, code=code[:64], **body)

    @route("DELETE", "/programmes/<code>", query=ProgrammeQuery(), roles=EDITORS, summary="停用 LED 节目")
    def drop_programme(self, tx: Transaction, code: str, query: dict[str, Any]) -> None:
        actions.drop_programme(tx, query["centre"], code)

    @route("PUT", "/ticker", body=PutTicker(), returns=TickerView(), roles=EDITORS,
           summary="修改滚动字幕（不写闪存；空文字为撤下）")  # fmt: skip
    def put_ticker(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.put_ticker(tx, **body)

    @route("GET", "/leds", query=ProgrammeQuery(), returns=LedsView(), roles=READERS,
           summary="LED 大屏的闪存写入次数")  # fmt: skip
    def list_leds(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        return {"items": actions.led_states(tx, query["centre"])}

    @route("GET", "/plays", query=PlayQuery(), returns=Page(PlayView()), roles=READERS,
           summary="播放记录（按节目、大屏、日期）")  # fmt: skip
    def list_plays(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(PlayDay).where(PlayDay.centre == query["centre"])
        for name in ("code", "terminal_id"):
            if query[name]:
                found = found.where(getattr(PlayDay, name) == query[name])
        if query["from_day"]:
            found = found.where(PlayDay.day >= query["from_day"])
        if query["until_day"]:
            found = found.where(PlayDay.day <= query["until_day"])
        order = [PlayDay.day.desc(), PlayDay.terminal_id, PlayDay.code]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])
