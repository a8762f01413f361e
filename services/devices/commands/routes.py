"""Commands over HTTP, for operators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.commands.actions import cancel, order
from services.devices.commands.rules import NotCancellable
from services.devices.commands.schemas import CommandQuery, CommandView, RestartQuery
from services.devices.commands.tables import Command
from services.devices.registry.actions import show_terminal

KEEPERS = {Role.OPERATOR, Role.ADMINISTRATOR}


class CommandRoutes:
    @route("POST", "/terminals/<terminal_id>/restart", query=RestartQuery(), returns=CommandView(), status=202,
           roles=KEEPERS, summary="远程重启终端")  # fmt: skip
    def restart_terminal(self, tx: Transaction, terminal_id: str, query: dict[str, Any]) -> Any:
        """Restart it now, or when it is back within ``ttl_seconds``."""
        show_terminal(tx, terminal_id)
        tx.audit("terminal.restart", terminal_id)
        until = tx.now + timedelta(seconds=query["ttl_seconds"])
        return tx.one(Command, order(tx, terminal_id, words.RESTART, {}, until))

    @route("POST", "/terminals/<terminal_id>/commands/<command_id>/cancel", returns=CommandView(), roles=KEEPERS,
           summary="撤销未完成的指令", errors=(NotCancellable,))  # fmt: skip
    def cancel_command(self, tx: Transaction, terminal_id: str, command_id: str) -> Any:
        """It is not sent any more. What is on its way may still be carried out: ``outcome`` says so then."""
        show_terminal(tx, terminal_id)
        return cancel(tx, terminal_id, command_id)

    @route("GET", "/terminals/<terminal_id>/commands", query=CommandQuery(), returns=Page(CommandView()),
           roles={Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR}, summary="终端的下行指令")  # fmt: skip
    def list_commands(self, tx: ReadTransaction, terminal_id: str, query: dict[str, Any]) -> Any:
        show_terminal(tx, terminal_id)
        found = select(Command).where(Command.terminal_id == terminal_id)
        if query["state"]:
            found = found.where(Command.state == query["state"])
        return page(tx, found, order_by=[Command.id.desc()], cursor=query["cursor"], limit=query["limit"])
