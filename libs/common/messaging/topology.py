"""Names and arguments of exchanges and queues. Public: a rename is a migration (docs/operations.md)."""

from __future__ import annotations

from typing import Any

from libs.common.events import SERVICES

PARKING_EXCHANGE = "bianmin.refused"
UPLINK_QUEUE = "devices.uplink"
MQTT_EXCHANGE = "hall.mqtt"
UPLINK_ROUTING_KEY = "hall.*.*.up.#"


def queue_arguments(*, ordered: bool) -> dict[str, Any]:
    """Arguments of a subscriber's queue. ``ordered``: one consumer at a time, the rest stand by."""
    # What a broker itself gives up on (a length limit, a deleted queue) goes to a queue that an operator sees.
    arguments: dict[str, Any] = {"x-dead-letter-exchange": PARKING_EXCHANGE}
    if ordered:
        arguments["x-single-active-consumer"] = True
    return arguments


def declare_exchanges(channel: Any) -> None:
    """Declare what publishers need. Idempotent."""
    for service in SERVICES:
        channel.exchange_declare(f"{service}.events", "topic", durable=True, auto_delete=False)
    channel.exchange_declare(MQTT_EXCHANGE, "topic", durable=True, auto_delete=False)
    channel.exchange_declare(PARKING_EXCHANGE, "fanout", durable=True, auto_delete=False)
    channel.queue_declare(PARKING_EXCHANGE, durable=True, auto_delete=False)
    channel.queue_bind(PARKING_EXCHANGE, PARKING_EXCHANGE, "")


def delay_exchange(seconds: float) -> str:
    return f"bianmin.delay.{int(seconds * 1000)}ms"


def declare_delay(channel: Any, seconds: float) -> str:
    """Declare the delay queue of ``seconds`` and return its exchange.

    A message published there with a queue's name as routing key comes back to that queue after the delay:
    the dead-letter exchange is the default one and keeps the routing key.
    """
    name = delay_exchange(seconds)
    channel.exchange_declare(name, "fanout", durable=True, auto_delete=False)
    arguments = {"x-message-ttl": int(seconds * 1000), "x-dead-letter-exchange": ""}
    channel.queue_declare(name, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(name, name, "")
    return name
