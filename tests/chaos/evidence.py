"""Reads what a suite recorded, straight from its databases: the services may be dying at that moment."""

from __future__ import annotations

import inspect
import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from kombu import Connection
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from libs.common.cli.stack import Stack
from libs.common.events import SERVICES, Event
from libs.common.messaging.consumer import Consumer
from libs.common.messaging.topology import UPLINK_QUEUE
from libs.common.runner import service_class


class Evidence:
    """Rows of a stack's SQLite files."""

    def __init__(self, stack: Stack) -> None:
        self._folder = stack.directory / "data"
        self._stack = stack

    def rows(self, service: str, query: str) -> list[Any]:
        file = Path(self._folder) / f"{service}.db"
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def unsent(self) -> dict[str, int]:
        """Outbox rows not yet confirmed, by service."""
        return {
            service: self.rows(service, "SELECT count(*) FROM outbox WHERE fate IS NULL")[0][0] for service in SERVICES
        }

    def parked(self) -> list[Any]:
        return [
            (service, *row)
            for service in SERVICES
            for row in self.rows(service, "SELECT queue, reason FROM parked WHERE state = 'parked'")
        ]

    def unheard(self) -> dict[str, tuple[int, int]]:
        """Reactions that have not heard every event that was committed for them: queue → (committed, heard)."""
        behind = {}
        for service in SERVICES:
            for reaction, events in subscriptions(service_class(service)).items():
                committed = sum(len(self.published(event.service, event.routing_key)) for event in events)
                heard = self.rows(service, f"SELECT count(*) FROM inbox WHERE reaction = '{reaction}'")[0][0]
                if committed != heard:
                    behind[f"{service}.{reaction}"] = (committed, heard)
        return behind

    def uplinks_waiting(self) -> int:
        """Uplinks that *devices* has not taken from the broker yet."""
        with Connection(self._stack.broker.amqp_url) as connection:
            return int(connection.default_channel.queue_declare(UPLINK_QUEUE, passive=True).message_count)

    def published(self, service: str, event: str) -> list[dict[str, Any]]:
        """Envelopes of one type that ``service`` committed."""
        found = self.rows(service, f"SELECT body FROM outbox WHERE routing_key = '{event}' ORDER BY id")
        return [json.loads(body) for (body,) in found]


def subscriptions(service: Any) -> dict[str, tuple[Event, ...]]:
    """What a service subscribes to: reaction → events."""
    found = {}
    for _name, method in inspect.getmembers(service, inspect.isfunction):
        for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()):
            if isinstance(entrypoint, Consumer) and entrypoint.events:
                found[entrypoint.reaction] = entrypoint.events
    return found


def repeated(values: list[Any]) -> dict[Any, int]:
    """What occurs more than once."""
    return {value: count for value, count in Counter(values).items() if count > 1}
