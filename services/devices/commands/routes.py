"""Commands over HTTP, for operators."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.devices.commands.schemas import CommandQuery, CommandView
from services.devices.commands.tables import Command
from services.devices.registry.actions import show_terminal


class CommandRoutes:
    @route("GET", "/terminals/<terminal_id>/commands", query=CommandQuery(), returns=Page(CommandView()),
           roles={Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR}, summary="终端的下行指令")  # fmt: skip
    def list_commands(self, tx: ReadTransaction, terminal_id: str, query: dict[str, Any]) -> Any:
        show_terminal(tx, terminal_id)
        found = select(Command).where(Command.terminal_id == terminal_id)
        if query["state"]:
            found = found.where(Command.state == query["state"])
        return page(tx, found, order_by=[Command.id.desc()], cursor=query["cursor"], limit=query["limit"])
