"""The position over HTTP, without signing in: the token is the key."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, Answer, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.holders.actions import keep_holder
from services.intake.hall.positions import actions
from services.intake.hall.positions.rules import NoSuchPosition
from services.intake.hall.positions.schemas import ChooseNotice, PositionView, PutHolder

SVG = "image/svg+xml"


class PositionRoutes:
    @route(
        "GET", "/positions/<token>", returns=PositionView(), roles=PUBLIC, summary="排队进度", errors=(NoSuchPosition,)
    )
    def show_position(self, tx: ReadTransaction, token: str) -> Any:
        return actions.show_position(tx, token)

    @route("GET", "/positions/<token>/qr", roles=PUBLIC, summary="排队进度页的二维码（SVG）", errors=(NoSuchPosition,))
    def show_code(self, tx: ReadTransaction, token: str) -> Any:
        return Answer(200, actions.position_code(tx, token), SVG, [("Cache-Control", "no-store")])

    @route(
        "PUT", "/positions/<token>/notice", body=ChooseNotice(), returns=PositionView(), roles=PUBLIC,
        summary="选择排到第几位时提醒", errors=(NoSuchPosition,),
    )  # fmt: skip
    def choose_notice(self, tx: Transaction, token: str, body: dict[str, Any]) -> Any:
        return actions.choose_notice(tx, token, body["places"])

    @route(
        "PUT", "/positions/<token>/holder", body=PutHolder(), roles=PUBLIC, summary="为号码登记证件号或手机号",
        errors=(NoSuchPosition,), idempotent=False,
    )  # fmt: skip
    def put_own_holder(self, tx: Transaction, token: str, body: dict[str, Any]) -> None:
        """Typed at the kiosk or on the page: over HTTP alone, never over the terminals' broker. Answered without it."""
        keep_holder(tx, actions.ticket_of(tx, token), **body)
