"""The bus in docs/asyncapi.json: a channel for each event and for each subscriber's queue."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from libs.common.actor import Cause
from libs.common.events import SERVICES, Event
from libs.common.events.envelope import CONTENT_TYPE, envelope_json
from libs.common.messaging.batches import BatchConsumer
from libs.common.messaging.consumer import Consumer
from libs.common.messaging.topology import queue_arguments
from libs.common.runner import service_class
from tools.docs.asyncapi_schemas import CLOUD_EVENT, Json, Schemas, reference, within
from tools.docs.events import consumers, declared

SERVER = "bus"
BINDING = {"bindingVersion": "0.3.0"}
CAUSE = Cause("0195e0c0-0000-7000-8000-000000000000", "0195e0c0-0000-7000-8000-000000000001")
WHEN = datetime(2026, 3, 2, 0, 31, 5, tzinfo=UTC)


def message_id(event: Event) -> str:
    return f"{event.service}.{event.routing_key}"


def messages(schemas: Schemas) -> Json:
    """A message for each declared event."""
    return {message_id(event): _message(event, schemas) for event in declared()}


def channels() -> Json:
    """Where events are published, and the queues that hear them."""
    found = {message_id(event): _exchange(event) for event in declared()}
    for service, consumer in _subscribers():
        found[f"queue.{service}.{consumer.reaction}"] = _queue(service, consumer)
    return found


def operations() -> Json:
    """Who sends and who receives; ``x-service`` names the service."""
    found = {}
    for event in declared():
        found[f"send.{message_id(event)}"] = {
            "action": "send",
            "channel": reference("channels", message_id(event)),
            "summary": event.summary,
            "bindings": {"amqp": {"deliveryMode": 2, **BINDING}},
            "x-service": event.service,
        }
    for service, consumer in _subscribers():
        found[f"receive.{service}.{consumer.reaction}"] = {
            "action": "receive",
            "channel": reference("channels", f"queue.{service}.{consumer.reaction}"),
            "bindings": {"amqp": {"ack": True, **BINDING}},
            "x-service": service,
        }
    return found


def example(event: Event) -> Json:
    """An envelope as the relay sends it, made by the same code."""
    data = event.dump(event.load(event.example))
    text = envelope_json(
        event, "0195e0c0-0000-7000-8000-000000000002", "0195e0c3", "taozhu", data, time=WHEN, sequence=7, cause=CAUSE
    )
    found: Json = json.loads(text)
    return found


def _message(event: Event, schemas: Schemas) -> Json:
    data = schemas.add(message_id(event), event.schema)
    source = {"type": "string", "pattern": f"^/{event.service}/"}
    return {
        "name": event.type,
        "title": event.summary,
        "summary": f"{event.summary}（{event.service}）",
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.payload#/correlationid"},
        "payload": within(CLOUD_EVENT, data, type={"const": event.type}, source=source),
        "examples": [{"name": "example", "payload": example(event)}],
        "bindings": {"amqp": {"contentEncoding": "utf-8", **BINDING}},
        "tags": [{"name": event.service}],
    }


def _exchange(event: Event) -> Json:
    exchange = {"name": event.exchange, "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}
    return {
        "address": event.routing_key,
        "title": event.summary,
        "servers": [reference("servers", SERVER)],
        "messages": {message_id(event): reference("components", "messages", message_id(event))},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, **BINDING}},
        "tags": [{"name": event.service}],
    }


def _queue(service: str, consumer: Consumer) -> Json:
    ordered = isinstance(consumer, BatchConsumer)
    name = f"{service}.{consumer.reaction}"
    queue = {"name": name, "durable": True, "exclusive": False, "autoDelete": False, "vhost": "/"}
    heard = [message_id(event) for event in consumer.events]
    how = "按序成批处理，同一时刻只有一个消费者" if ordered else "逐条处理，多个副本分担"
    return {
        "address": name,
        "title": f"{service} 的队列 {consumer.reaction}",
        "description": f"{how}；失败的延时重试，最后搁置待查。",
        "servers": [reference("servers", SERVER)],
        "messages": {each: reference("components", "messages", each) for each in heard},
        "bindings": {"amqp": {"is": "queue", "queue": queue, **BINDING}},
        "tags": [{"name": service}],
        "x-arguments": queue_arguments(ordered=ordered),
        "x-bound-to": [{"exchange": event.exchange, "routingKey": event.routing_key} for event in consumer.events],
    }


def _subscribers() -> list[tuple[str, Consumer]]:
    return [
        (service, consumer)
        for service in SERVICES
        for consumer in consumers(service_class(service))
        if consumer.events
    ]
