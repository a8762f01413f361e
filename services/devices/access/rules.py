"""What RabbitMQ may let a terminal do at the broker. Deny is the answer to everything not named here. Pure.

The broker asks (rabbitmq_auth_backend_http, seen on 3.10.8 and 4.0.5): *user* at sign-in, *vhost* once,
*resource* for each queue and exchange it touches on the terminal's behalf, *topic* for each publish and
subscription, with ``/`` already turned into ``.``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXCHANGE: Final = "hall.mqtt"
VHOST: Final = "/"


def own_queues(terminal: str) -> frozenset[str]:
    """The queues that the MQTT plugin keeps for a client: one for each QoS, and one for a delayed will (4.x)."""
    return frozenset(
        {f"mqtt-subscription-{terminal}qos0", f"mqtt-subscription-{terminal}qos1", f"mqtt-will-{terminal}"}
    )


def may_use(question: Mapping[str, str]) -> bool:
    """Whether a terminal may touch a resource: its own queues, and the MQTT exchange without changing it."""
    if question.get("vhost") != VHOST:
        return False
    name, permission = question.get("name", ""), question.get("permission")
    if question.get("resource") == "queue":
        return name in own_queues(question.get("username", ""))
    return question.get("resource") == "exchange" and name == EXCHANGE and permission in ("read", "write")


def may_route(question: Mapping[str, str], centre: str) -> bool:
    """Whether a terminal of ``centre`` may publish (``write``) or subscribe (``read``) by a routing key.

    A wildcard can only stand behind the terminal's own prefix, so it never reaches beyond it.
    """
    if question.get("vhost") != VHOST or question.get("name") != EXCHANGE:
        return False
    terminal, key = question.get("username", ""), question.get("routing_key", "")
    own = f"hall.{centre}.{terminal}"
    match question.get("permission"):
        case "write":
            return key.startswith(f"{own}.up.")
        case "read":
            return key.startswith((f"{own}.down.", f"hall.{centre}.board."))
    return False


def same_client(question: Mapping[str, str]) -> bool:
    """Whether the MQTT client id, where the broker tells it, is the user name: one terminal, one connection."""
    told = question.get("client_id") or question.get("variable_map.client_id")
    return told is None or told == question.get("username")
