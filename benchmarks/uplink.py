"""(c) What one *devices* process takes from terminals, against what the broker alone acknowledges."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from kombu import Connection

from benchmarks.figure import Figure
from benchmarks.party import Party
from benchmarks.sizes import Sizes
from benchmarks.suite import Suite
from libs.common.messaging.topology import MQTT_EXCHANGE

LEAST = 1500.0
TOLD = "programme.played.v1"
PATIENCE = 60.0
QUEUE = "bench.uplink"


def _emitted(database: Path) -> int:
    """Events that left the process, confirmed by the broker."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        asked = "SELECT count(*) FROM outbox WHERE routing_key = ? AND fate = 'sent'"
        return int(connection.execute(asked, (TOLD,)).fetchone()[0])


def _wait_emitted(database: Path, due: int) -> float:
    deadline = time.monotonic() + PATIENCE
    while (emitted := _emitted(database)) < due:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{emitted} of {due} events emitted")
        time.sleep(0.02)
    if emitted != due:
        raise AssertionError(f"{emitted} events for {due} messages: duplicates took effect")
    return time.time()


def measure(suite: Suite, folder: Path, sizes: Sizes) -> list[Figure]:
    """Each tenth message is sent twice. A message counts when its event is confirmed; a duplicate must have none."""
    plan, database = suite.write_plan(folder, count=sizes.uplinks), suite.database("devices")
    taken, acknowledged = [], []
    with Connection(suite.amqp_url) as connection, Party("benchmarks.parties.speaker", plan) as speaker:
        channel = connection.channel()
        channel.queue_declare(QUEUE, durable=True, auto_delete=False)
        channel.queue_bind(QUEUE, MQTT_EXCHANGE, "bench.up.#")
        speaker.hear("ready")
        for _ in range(sizes.rounds):
            speaker.tell(to="broker")
            acknowledged.append(speaker.hear("rate"))
            channel.queue_purge(QUEUE)
            before = _emitted(database)
            speaker.tell(to="devices")
            started, sent, unique = speaker.hear("sent")
            taken.append(sent / (_wait_emitted(database, before + unique) - started))
        channel.queue_delete(QUEUE)
    value, by = median(taken), median(acknowledged)
    name = "terminal uplink: accepted, deduplicated, stored, emitted"
    yardstick = "QoS 1 rate that the broker acknowledges into a durable queue"
    return [Figure(name, value, "messages/s", by, yardstick, f"≥ {LEAST:,.0f}/s", value >= LEAST)]
