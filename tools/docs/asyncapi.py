"""docs/asyncapi.json: the bus and the terminals' topics as one AsyncAPI 3 document, from the declarations."""

from __future__ import annotations

import json

from libs.terminal import vocabulary as words
from libs.terminal.envelope import LIMIT
from tools.docs import asyncapi_bus as bus
from tools.docs import asyncapi_terminal as terminal
from tools.docs.asyncapi_schemas import Json, Schemas, reference
from tools.docs.lifecycles import ROOT

PAGE = "docs/asyncapi.json"
DESCRIPTION = f"""由 `./dev docs` 从代码生成，请勿手改。

总线（RabbitMQ，AMQP 0-9-1）上的事件是 CloudEvents 1.0 结构化 JSON；终端经 MQTT 收发，规则见 docs/terminal-protocol.md。
本文以整个系统为“应用”：send 是服务发出，receive 是服务收取，`x-service` 写明是哪一个服务。

- 至少送达一次：按 `id` 去重。接收方忽略不认识的成员，以便日后增加。
- 终端消息至多 {LIMIT} 字节；QoS 1，从不保留（retain）。
- 不含未脱敏的个人信息；示例均为虚构。
"""


def document() -> Json:
    """The document as plain JSON values."""
    schemas = Schemas()
    messages = bus.messages(schemas) | terminal.messages(schemas)
    return {
        "asyncapi": "3.0.0",
        "id": "urn:bianmin:wire",
        "info": {"title": "便民 Bianmin", "version": "1.0.0", "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": bus.channels() | terminal.channels(),
        "operations": bus.operations() | terminal.operations(),
        "components": {
            "messages": messages,
            "schemas": schemas.components(),
            "parameters": terminal.PARAMETERS,
            "securitySchemes": {
                "service": {"type": "userPassword", "description": "服务在消息中间件中的用户"},
                "terminal": {"type": "userPassword", "description": "用户名为终端编号，密码为该终端自己的密钥"},
            },
        },
    }


def asyncapi_page() -> str:
    """The document as text."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    (ROOT / PAGE).write_text(asyncapi_page(), encoding="utf-8")
    print(PAGE)


def _servers() -> Json:
    will = {"topic": f"hall/{{centre}}/{{terminal}}/up/{words.GONE}", "qos": 1, "retain": False}
    return {
        bus.SERVER: {
            "host": "{host}:{port}",
            "protocol": "amqp",
            "protocolVersion": "0-9-1",
            "title": "总线",
            "variables": _address("5672"),
            "security": [reference("components", "securitySchemes", "service")],
        },
        terminal.SERVER: {
            "host": "{host}:{port}",
            "protocol": "mqtt",
            "protocolVersion": "3.1.1",
            "title": "终端接入",
            "description": "中间件支持时亦可用 MQTT 5。线路出楼必须用 TLS。",
            "variables": _address("1883"),
            "security": [reference("components", "securitySchemes", "terminal")],
            "bindings": {
                "mqtt": {
                    "clientId": "{terminal}", "cleanSession": False, "lastWill": will, "keepAlive": 30,
                    "sessionExpiryInterval": 86400, **terminal.BINDING,
                }
            },
        },
    }  # fmt: skip


def _address(port: str) -> Json:
    return {"host": {"default": "localhost", "description": "中间件的地址"}, "port": {"default": port}}


if __name__ == "__main__":
    main()
