"""A centre and terminals of its own for each test, on the session's broker."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Queue

from libs.common.broker.node import BrokerNode
from libs.terminal.connection import Link
from libs.terminal.kinds import KINDS
from libs.terminal.profile import Identity, Pace
from libs.terminal.simulators.base import Simulator
from libs.terminal.simulators.fleet import SIMULATORS
from libs.terminal.store import Store
from libs.terminal.vocabulary import Kind
from tests.integration.terminal.centre import Centre
from tests.integration.terminal.relay import Relay

QUICK = Pace(first_retry=0.1, longest_retry=0.5)
Make = Callable[..., Any]


@pytest.fixture(scope="module", autouse=True)
def uplink(broker: BrokerNode) -> Iterator[None]:
    """Leaves the uplink queue empty: no service reads it here, and the next suite must not find our events."""
    yield
    with Connection(broker.amqp_url) as connection, connection.channel() as channel:
        Queue("devices.uplink", channel=channel).purge()


@pytest.fixture
def centre(broker: BrokerNode) -> Iterator[Centre]:
    made = Centre(f"test-{uuid.uuid4().hex[:8]}", broker.mqtt_port, broker.user, broker.password)
    yield made
    made.close()


@pytest.fixture
def relay(broker: BrokerNode) -> Iterator[Relay]:
    made = Relay(broker.mqtt_port)
    yield made
    made.close()


@pytest.fixture(params=[4, 5], ids=["mqtt-3.1.1", "mqtt-5"])
def protocol(request: pytest.FixtureRequest, broker: BrokerNode) -> int:
    if request.param == 5 and broker.version < (3, 13):
        pytest.skip("RabbitMQ speaks MQTT 5 from 3.13 on")
    return request.param


@pytest.fixture
def make(broker: BrokerNode, centre: Centre, tmp_path: Path) -> Iterator[Make]:
    """``make(kind, …)`` gives a simulator, not yet started; all are stopped at the end."""
    made: list[tuple[Simulator[Any], Store]] = []

    def build(
        kind: Kind,
        terminal: str | None = None,
        *,
        port: int | None = None,
        protocol: int = 4,
        secret: str | None = None,
        file: Path | None = None,
        device: dict[str, Any] | None = None,
        **extra: Any,
    ) -> Simulator[Any]:
        terminal = terminal or f"{kind.value.replace('_', '-')}-{uuid.uuid4().hex[:8]}"
        store = Store(file or tmp_path / f"{terminal}.db")
        link = Link(
            "127.0.0.1",
            port or broker.mqtt_port,
            terminal,
            secret or broker.password,
            username=broker.user,
            protocol=protocol,
        )
        machine = KINDS[kind](Identity(centre.code, terminal, kind), link, store, pace=QUICK, **extra)
        simulator = SIMULATORS[kind](machine, **(device or {}))
        made.append((simulator, store))
        return simulator

    yield build
    for simulator, store in made:
        simulator.stop()
        store.close()
