import eventlet; eventlet.monkey_patch()  # noqa: E702  must run before anything else is imported

"""Fixtures that every suite shares: a private broker, a private PostgreSQL, a database URL of each kind."""

import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from libs.common.broker.node import BrokerNode
from libs.common.broker.ports import BrokerPorts
from tests.support.postgres import PostgresServer


# Asked to end, a run still stops the brokers and databases that it started.
signal.signal(signal.SIGTERM, signal.default_int_handler)

# Suites run side by side: an example that took long says nothing about the code.
hypothesis.settings.register_profile(
    "beside_others", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("beside_others")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerNode]:
    """A private RabbitMQ on free loopback ports, one for the whole session, empty but for its definitions.

    It asks `http://127.0.0.1:<node.ports.devices_http>/api/devices/v1/access/...` who a terminal is; a
    test that needs terminals serves that port. The internal user `bianmin` works for AMQP, MQTT and HTTP.
    """
    node = BrokerNode(tmp_path_factory.mktemp("broker"), BrokerPorts.free())
    node.start()
    yield node
    node.kill()  # nobody wants its data; a clean stop of a node that served hundreds of tests takes long
    node.stop()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A private PostgreSQL server, started when the first test asks for it."""
    server = PostgresServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database()
