"""Programmes of LEDs over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.signage import actions
from services.devices.signage.rules import BadHours, PlaylistTooLong
from services.devices.signage.schemas import ProgrammeQuery, ProgrammesView, ProgrammeView, PutProgramme

EDITORS = {Role.WINDOW_LEAD, Role.DIRECTOR, Role.OPERATOR, Role.ADMINISTRATOR}


class SignageRoutes:
    @route("GET", "/programmes", query=ProgrammeQuery(), returns=ProgrammesView(), roles=EDITORS,
           summary="LED 节目列表")  # fmt: skip
    def list_programmes(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        return {"items": actions.programmes(tx, query["centre"])}

    @route("PUT", "/programmes/<code>", body=PutProgramme(), returns=ProgrammeView(), roles=EDITORS,
           summary="新增或修改 LED 节目", errors=(BadHours, PlaylistTooLong))  # fmt: skip
    def put_programme(self, tx: Transaction, code: str, body: dict[str, Any]) -> Any:
        return actions.put_programme(tx, code=code[:64], **body)

    @route("DELETE", "/programmes/<code>", query=ProgrammeQuery(), roles=EDITORS, summary="停用 LED 节目")
    def drop_programme(self, tx: Transaction, code: str, query: dict[str, Any]) -> None:
        actions.drop_programme(tx, query["centre"], code)
