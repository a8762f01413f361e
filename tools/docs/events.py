"""docs/events.md: every event with who tells it and who hears it, from the declarations themselves."""

from __future__ import annotations

import inspect
import json
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from libs.common.events import SERVICES, Event
from libs.common.messaging.batches import BatchConsumer
from libs.common.messaging.consumer import Consumer
from libs.common.runner import service_class

HEAD = """# Events

Written by `./dev docs` from `libs/common/events`; do not edit.

Each event is a CloudEvents 1.0 message in structured JSON on the durable topic exchange `<publisher>.events`; its
routing key is the type without `cn.bianmin.<publisher>.`. What the envelope holds and how delivery works:
[architecture.md](architecture.md). A queue marked *ordered* has one consumer at a time over all replicas and takes
many events in one transaction. No event carries personal data that is not masked.

Messages from terminals are not events: they arrive in `devices.uplink`, see
[terminal-protocol.md](terminal-protocol.md).
"""


def declared() -> list[Event]:
    """Every declared event, by publisher in the order of SERVICES, then as its module declares them."""
    found = []
    for service in SERVICES:
        if find_spec(f"libs.common.events.{service}"):  # one that only listens has no module
            module = import_module(f"libs.common.events.{service}")
            found += [value for value in vars(module).values() if isinstance(value, Event)]
    return found


def consumers(service: Any) -> Iterator[Consumer]:
    """The consumers that a service class declares."""
    for _name, method in inspect.getmembers(service, inspect.isfunction):
        for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()):
            if isinstance(entrypoint, Consumer):
                yield entrypoint


def subscribers() -> dict[str, list[str]]:
    """Event type → the queues that hear it, those in order marked so."""
    found: dict[str, list[str]] = defaultdict(list)
    for service in SERVICES:
        for consumer in consumers(service_class(service)):
            mark = " (ordered)" if isinstance(consumer, BatchConsumer) else ""
            for event in consumer.events:
                found[event.type].append(f"`{service}.{consumer.reaction}`{mark}")
    return {kind: sorted(queues) for kind, queues in found.items()}


def events_page() -> str:
    """The page."""
    events, heard = declared(), subscribers()
    lines = [HEAD, "## All events", "", "| type | 含义 | told by | heard by |", "|---|---|---|---|"]
    for event in events:
        queues = "<br>".join(heard.get(event.type, ["nobody yet"]))
        lines.append(f"| `{event.type}` | {event.summary} | {event.service} | {queues} |")
    lines += ["", "## Data", "", "An example of each event's `data`. A field that is null in it may be absent or null."]
    for event in events:
        lines += ["", f"### {event.routing_key} {event.summary}", "", "```json"]
        lines += [json.dumps(event.example, ensure_ascii=False, indent=1), "```"]
    return "\n".join(lines) + "\n"
