"""Pairing over HTTP: codes for operators, and the one public route of a terminal that has no secret yet."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, route
from libs.common.http.rates import Rate
from libs.common.transaction import Transaction
from services.devices.pairing import actions
from services.devices.pairing.rules import PairingRefused
from services.devices.pairing.schemas import Pair, PairedView, PairingCodeView, ReplaceTerminal
from services.devices.registry.routes import KEEPERS
from services.devices.registry.rules import TerminalNotMovable


class PairingRoutes:
    # The answers hold code and secret: they must not be kept for replays.
    @route("POST", "/terminals/<terminal_id>/pairing-code", returns=PairingCodeView(), roles=KEEPERS,
           idempotent=False, summary="发放配对码", errors=(TerminalNotMovable,))  # fmt: skip
    def give_pairing_code(self, tx: Transaction, terminal_id: str) -> Any:
        return actions.give_code(tx, terminal_id)

    @route("POST", "/terminals/<terminal_id>/replace", body=ReplaceTerminal(), returns=PairingCodeView(),
           roles=KEEPERS, idempotent=False, summary="更换损坏的终端，保留其位置",
           errors=(TerminalNotMovable,))  # fmt: skip
    def replace_terminal(self, tx: Transaction, terminal_id: str, body: dict[str, Any]) -> Any:
        return actions.replace_terminal(tx, terminal_id, body["reason"])

    @route("POST", "/pairing", body=Pair(), returns=PairedView(), roles=PUBLIC, rate=Rate(per_second=0.5, burst=10),
           idempotent=False, summary="终端凭配对码领取密钥", errors=(PairingRefused,))  # fmt: skip
    def pair(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.pair(tx, body["code"])
