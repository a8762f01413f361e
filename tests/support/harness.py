"""Runs a real service in the test process: own database, own virtual host of the private broker, real HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from kombu import Connection
from nameko.containers import ServiceContainer

from libs.common.actor import Actor, Role
from libs.common.broker.node import BrokerNode
from libs.common.broker.ports import free_ports
from libs.common.clock import Clock, SystemClock
from libs.common.database import Database, metadata_for
from libs.common.events import SERVICES, Envelope, Event
from libs.common.events.envelope import read_envelope
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.identity.secrets import init_secrets, private_key
from libs.common.identity.tokens import issue
from libs.common.messaging.confirms import Publisher
from libs.common.messaging.consumer import declare_queues
from libs.common.messaging.relay import sweep
from libs.common.messaging.topology import declare_exchanges
from libs.common.runner import container_config
from libs.common.settings import Settings, load_settings
from tests.support.prepared import prepare_tables
from tests.support.waiting import eventually


@contextmanager
def virtual_host(broker: BrokerNode) -> Iterator[str]:
    """A fresh virtual host; yields its AMQP URL. Queues of one test never meet another's messages."""
    name = "t" + uuid.uuid4().hex
    broker.management.call("PUT", f"vhosts/{name}", {})
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    broker.management.call("PUT", f"permissions/{name}/{broker.user}", everything)
    yield broker.amqp_url.rsplit("/", 1)[0] + "/" + quote(name)
    broker.management.call("DELETE", f"vhosts/{name}")


def test_settings(broker: BrokerNode, folder: Path, database_url: str, amqp_url: str, clock: Clock) -> Settings:
    """Settings for a service under test: short delays, free port, fresh secrets in ``folder``."""
    secrets = folder / "secrets"
    init_secrets(secrets)
    install_keyring(KeyRing.load(secrets))
    environment = {
        "BIANMIN_AMQP_URL": amqp_url,
        "BIANMIN_BROKER_API_URL": broker.management_url,
        "BIANMIN_DATABASE_URL": database_url,
        "BIANMIN_SECRETS_DIR": str(secrets),
        "BIANMIN_DOCUMENTS_DIR": str(folder / "documents"),
        "BIANMIN_HTTP_PORT": str(free_ports(1)[0]),
        "BIANMIN_RETRY_DELAYS": "0.05, 0.1, 0.2",
    }
    return replace(load_settings(environment=environment), clock=clock)


@dataclass
class Client:
    """An HTTP client with a person's token; paths are below ``/api/<service>/v1``."""

    base: str
    headers: dict[str, str]

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None, **kwargs: Any) -> Any:
        return requests.request(
            method, self.base + path, headers={**self.headers, **(headers or {})}, timeout=20, **kwargs
        )

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.request("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> Any:
        return self.request("POST", path, **kwargs)

    def put(self, path: str, **kwargs: Any) -> Any:
        return self.request("PUT", path, **kwargs)


@dataclass
class Running:
    """A service that runs, and the world around it."""

    service: str
    service_class: Any
    container: ServiceContainer
    db: Database
    settings: Settings
    scratch: Database
    heard_events: list[Envelope] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.settings.http_address(self.service)}"

    def client(self, *roles: Role, actor_id: str = "tester", **territory: Any) -> Client:
        """A client signed in as somebody with ``roles`` (centres=("taozhu",) unless said otherwise)."""
        territory.setdefault("centres", frozenset({"taozhu"}))
        actor = Actor(id=actor_id, name="测试员", roles=frozenset(roles), **territory)
        token = issue(actor, private_key(self.settings.secrets_dir))
        return Client(f"{self.url}/api/{self.service}/v1", {"Authorization": f"Bearer {token}"})

    def anonymous(self) -> Client:
        return Client(f"{self.url}/api/{self.service}/v1", {})

    def publish(self, event: Event, subject: str, data: Mapping[str, Any], centre: str = "taozhu") -> str:
        """Send an event as its own service would: through an outbox and the real exchange."""
        with self.scratch.transaction() as tx:
            event_id = tx.emit(event, subject, centre, data)
        publisher = Publisher(self.settings.amqp_url)
        sweep(self.scratch, publisher)
        publisher.close()
        return event_id

    def restart(self) -> None:
        """Stop the service and start it again, as another process would: all it knows is what it has kept."""
        self.container.stop()
        self.container, self.db = _started(self.service_class, self.settings)

    def heard(self, event: Event) -> list[Envelope]:
        """Events of that type on the bus so far, in order; what the test itself published among them."""
        self._listen()
        return [heard for heard in self.heard_events if heard.type == event.type]

    def wait_for(self, event: Event, count: int = 1, timeout: float = 30) -> list[Envelope]:
        """The events of that type, once there are at least ``count``."""
        return eventually(lambda: found if len(found := self.heard(event)) >= count else None, timeout)  # type: ignore[return-value]

    def _listen(self) -> None:
        with Connection(self.settings.amqp_url) as connection:
            channel = connection.channel()
            while (message := channel.basic_get("test.ear", no_ack=True)) is not None:
                self.heard_events.append(read_envelope(message.body))


@contextmanager
def run_service(
    service_class: Any, database_url: str, broker: BrokerNode, folder: Path, clock: Clock | None = None,
    amqp_url: str | None = None, settings: Settings | None = None,
) -> Iterator[Running]:  # fmt: skip
    """Start ``service_class`` on an empty database (its tables are made), or on a prepared one, and stop it at the end.

    Without ``amqp_url`` it gets a virtual host of its own; devices needs the MQTT one (``broker.amqp_url``).
    """
    if amqp_url is None:
        with virtual_host(broker) as own, run_service(
            service_class, database_url, broker, folder, clock, own, settings
        ) as running:
            yield running
        return
    clock = clock or SystemClock()
    settings = settings or test_settings(broker, folder, database_url, amqp_url, clock)
    name = service_class.name
    prepare_tables(database_url, name, service_class.metadata)
    scratch = Database(f"sqlite:///{folder / 'scratch.db'}", "scratch", clock, metadata_for("scratch"))
    prepare_tables(str(scratch.engine.url), "scratch", scratch.metadata)
    _prepare_ear(amqp_url)
    declare_queues(amqp_url, service_class, settings.retry_delays)
    running = Running(name, service_class, *_started(service_class, settings), settings=settings, scratch=scratch)
    try:
        yield running
    finally:
        running.container.stop()


def _started(service_class: Any, settings: Settings) -> tuple[ServiceContainer, Database]:
    container = ServiceContainer(service_class, container_config(settings, service_class.name))
    container.start()
    return container, next(e for e in container.dependencies if e.attr_name == "db").database


def _prepare_ear(amqp_url: str) -> None:
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        declare_exchanges(channel)
        channel.queue_declare("test.ear", durable=False, auto_delete=False)
        channel.queue_purge("test.ear")
        for service in SERVICES:
            channel.queue_bind("test.ear", f"{service}.events", "#")
