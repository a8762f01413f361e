"""Registry of terminals over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.presence.tables import Presence
from services.devices.registry import actions
from services.devices.registry.rules import TerminalExists, TerminalNotMovable
from services.devices.registry.schemas import (
    ChangeSettings,
    RegisterTerminal,
    SecretView,
    TerminalQuery,
    TerminalView,
)
from services.devices.registry.tables import Terminal

KEEPERS = {Role.OPERATOR, Role.ADMINISTRATOR}
WATCHERS = {*KEEPERS, Role.DIRECTOR, Role.WINDOW_LEAD, Role.AUDITOR}


class RegistryRoutes:
    @route("POST", "/terminals", body=RegisterTerminal(), returns=TerminalView(), status=201, roles=KEEPERS,
           summary="登记终端", errors=(TerminalExists,))  # fmt: skip
    def register_terminal(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.register_terminal(tx, **body)

    # The answer holds a secret: it must not be kept for replays.
    @route("POST", "/terminals/<terminal_id>/approve", returns=SecretView(), roles=KEEPERS, idempotent=False,
           summary="批准终端并发放密钥", errors=(TerminalNotMovable,))  # fmt: skip
    def approve_terminal(self, tx: Transaction, terminal_id: str) -> Any:
        return {"id": terminal_id, "secret": actions.approve_terminal(tx, terminal_id)}

    @route("POST", "/terminals/<terminal_id>/rotate", returns=SecretView(), roles=KEEPERS, idempotent=False,
           summary="更换密钥", errors=(TerminalNotMovable,))  # fmt: skip
    def rotate_secret(self, tx: Transaction, terminal_id: str) -> Any:
        return {"id": terminal_id, "secret": actions.rotate_secret(tx, terminal_id)}

    @route("POST", "/terminals/<terminal_id>/revoke", returns=TerminalView(), roles=KEEPERS,
           summary="停用终端", errors=(TerminalNotMovable,))  # fmt: skip
    def revoke_terminal(self, tx: Transaction, terminal_id: str) -> Any:
        return actions.revoke_terminal(tx, terminal_id)

    @route("PUT", "/terminals/<terminal_id>/settings", body=ChangeSettings(), returns=TerminalView(),
           roles=KEEPERS, summary="下发配置", errors=(TerminalNotMovable,))  # fmt: skip
    def change_settings(self, tx: Transaction, terminal_id: str, body: dict[str, Any]) -> Any:
        return actions.change_settings(tx, terminal_id, body["settings"])

    @route("GET", "/terminals", query=TerminalQuery(), returns=Page(TerminalView()), roles=WATCHERS,
           summary="终端列表")  # fmt: skip
    def list_terminals(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Terminal).where(Terminal.centre == query["centre"])
        for name in ("kind", "state"):
            if query[name]:
                found = found.where(getattr(Terminal, name) == query[name])
        shown = page(tx, found, order_by=[Terminal.id], cursor=query["cursor"], limit=query["limit"])
        ids = [terminal.id for terminal in shown["items"]]
        states = tx.session.execute(select(Presence).where(Presence.terminal_id.in_(ids))).scalars()
        presences = {presence.terminal_id: presence for presence in states}
        shown["items"] = [actions.with_presence(each, presences[each.id]) for each in shown["items"]]
        return shown

    @route("GET", "/terminals/<terminal_id>", returns=TerminalView(), roles=WATCHERS, summary="终端详情")
    def show_terminal(self, tx: ReadTransaction, terminal_id: str) -> Any:
        return actions.show_terminal(tx, terminal_id)
