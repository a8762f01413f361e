"""RabbitMQ's HTTP authentication backend (docs of rabbitmq_auth_backend_http): form in, ``allow`` or ``deny`` out.

Not for browsers or terminals: a proxy in front of the API must not let ``/access/`` through.
"""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, route
from libs.common.transaction import ReadTransaction
from services.devices.access import actions
from services.devices.access.schemas import Question


def _ask(path: str, summary: str) -> Any:
    # No rate limit: the broker is one client that asks for all terminals.
    return route("POST", f"/access/{path}", body=Question(), form=True, text=True, mode="read",
                 roles=PUBLIC, rate=None, summary=summary)  # fmt: skip


class AccessRoutes:
    @_ask("user", "终端登录校验")
    def access_user(self, tx: ReadTransaction, body: dict[str, Any]) -> str:
        return _word(actions.sign_in(tx, body))

    @_ask("vhost", "虚拟主机校验")
    def access_vhost(self, tx: ReadTransaction, body: dict[str, Any]) -> str:
        return _word(actions.enter(tx, body))

    @_ask("resource", "队列与交换机校验")
    def access_resource(self, tx: ReadTransaction, body: dict[str, Any]) -> str:
        return _word(actions.use(tx, body))

    @_ask("topic", "主题校验")
    def access_topic(self, tx: ReadTransaction, body: dict[str, Any]) -> str:
        return _word(actions.use_topic(tx, body))


def _word(allowed: bool) -> str:
    return "allow" if allowed else "deny"
