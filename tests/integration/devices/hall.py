"""A hall for the tests: the *devices* service answering the private broker, and plain MQTT clients as terminals.

Secrets and people here are made up.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.broker.management import ManagementError
from libs.common.broker.node import BrokerNode
from libs.common.broker.ports import LOOPBACK
from libs.common.clock import Clock, SystemClock
from services.devices.admin import issue_secrets, load_town
from services.devices.service import Service
from services.devices.uplink.tables import UplinkRefused
from tests.support.harness import Client, Running, run_service, test_settings
from tests.support.waiting import eventually

TOWN = Path(__file__).parents[3] / "samples" / "town"
CENTRE = "taozhu"


class Mqtt:
    """A terminal's MQTT side, as a vendor would write it: no libs.terminal in between."""

    def __init__(
        self, port: int, terminal: str, secret: str, *, client_id: str | None = None, clean: bool = True,
        session: str = "", centre: str = CENTRE,
    ) -> None:  # fmt: skip
        self.terminal, self.centre = terminal, centre
        self.session = session or uuid.uuid4().hex[:12]
        self.seq = 0
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.codes: list[Any] = []
        self.subscribed: list[Any] = []
        self.published: set[int] = set()
        self.lost = 0
        self._port = port
        self.client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=client_id or terminal, clean_session=clean,
            reconnect_on_failure=False,
        )  # fmt: skip
        self.client.username_pw_set(terminal, secret)
        gone = {"id": f"{self.session}-gone", "session": self.session, "at": now(), "data": {"session": self.session}}
        self.client.will_set(self.topic("up/gone"), json.dumps(gone), qos=1)
        self.client.on_connect = lambda _c, _u, _f, code, _p: self.codes.append(code)
        self.client.on_subscribe = lambda _c, _u, _m, codes, _p: self.subscribed.append(codes)
        self.client.on_publish = lambda _c, _u, mid, _r, _p: self.published.add(mid)
        self.client.on_disconnect = self._on_disconnect
        self.client.on_message = self._on_message

    def topic(self, rest: str) -> str:
        return f"hall/{self.centre}/{self.terminal}/{rest}"

    def connect(self) -> Mqtt:
        """Connect and wait for the broker's word; see ``codes`` for which."""
        self.client.connect(LOOPBACK, self._port, keepalive=20)
        self.client.loop_start()
        eventually(lambda: self.codes, 10)
        return self

    @property
    def connected(self) -> bool:
        return self.client.is_connected()

    def subscribe(self, topic: str) -> bool:
        """Whether the broker granted it (else it refuses, or disconnects)."""
        before, lost = len(self.subscribed), self.lost
        self.client.subscribe(topic, 1)
        eventually(lambda: len(self.subscribed) > before or self.lost > lost, 10)
        return len(self.subscribed) > before and not self.subscribed[-1][0].is_failure

    def hello(self, kind: str, **boards: int) -> Mqtt:
        """Subscribe to its own commands (displays to the board too) and announce itself."""
        assert self.subscribe(self.topic("down/#"))
        if kind == "queue_display":
            assert self.subscribe(f"hall/{self.centre}/board/queue")
        data = {"kind": kind, "firmware": "test 1", "capabilities": [], "session": self.session, "boards": boards}
        self.say("hello", data)
        return self

    def say(self, event: str, data: Any, *, message_id: str | None = None, seq: int | None = None) -> str:
        """Publish one well-formed message; its id."""
        self.seq = seq if seq is not None else self.seq + 1
        message_id = message_id or uuid.uuid4().hex
        body = {"id": message_id, "seq": self.seq, "session": self.session, "at": now(), "data": data}
        self.raw(f"up/{event}", json.dumps(body, ensure_ascii=False).encode())
        return message_id

    def raw(self, rest: str, payload: bytes, *, topic: str | None = None) -> bool:
        """Publish anything; whether the broker confirmed it rather than cutting us off."""
        lost = self.lost
        mid = self.client.publish(topic or self.topic(rest), payload, qos=1).mid
        eventually(lambda: mid in self.published or self.lost > lost, 10)
        return mid in self.published

    def got(self, command: str) -> list[dict[str, Any]]:
        return [body for topic, body in self.received if topic.endswith(f"/{command}")]

    def wait(self, command: str, count: int = 1, timeout: float = 10) -> list[dict[str, Any]]:
        return eventually(lambda: found if len(found := self.got(command)) >= count else None, timeout)  # type: ignore[return-value]

    def answer(self, command_id: str, outcome: str = "done") -> None:
        self.say("acknowledged", {"command_id": command_id, "outcome": outcome})

    def vanish(self) -> None:
        """As a pulled plug: the broker sends the will."""
        self.client.loop_stop()
        sock = self.client.socket()
        if sock is not None:
            sock.close()

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _on_disconnect(self, *_: Any) -> None:
        self.lost += 1

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        self.received.append((message.topic, json.loads(message.payload)))


@dataclass
class Hall:
    """A running *devices* with the sample hall's terminals approved."""

    running: Running
    broker: BrokerNode
    secrets: dict[str, str]
    terminals: list[Mqtt]

    def terminal(self, name: str, secret: str | None = None, **options: Any) -> Mqtt:
        made = Mqtt(self.broker.mqtt_port, name, self.secrets.get(name, "") if secret is None else secret, **options)
        self.terminals.append(made)
        return made.connect()

    def admitted(self, name: str, secret: str, **options: Any) -> Mqtt:
        """The terminal connected with a new secret, tried until the cutting off of the old one is over."""

        def attempt() -> Mqtt | None:
            made = self.terminal(name, secret, **options)
            return made if not made.codes[0].is_failure else None

        return eventually(attempt, 15, every=0.3)  # type: ignore[return-value]

    def operator(self) -> Client:
        return self.running.client(Role.OPERATOR, actor_id="operator-1")

    def refused(self) -> list[UplinkRefused]:
        with self.running.db.reading() as tx:
            rows = list(tx.session.execute(select(UplinkRefused).order_by(UplinkRefused.id)).scalars())
            tx.session.expunge_all()
        return rows


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@contextmanager
def open_hall(
    broker: BrokerNode, database_url: str, folder: Path, clock: Clock | None = None, **hall: Any
) -> Iterator[Hall]:
    """Start *devices* where the broker asks for it. ``hall`` overrides settings of that name."""
    clock = clock or SystemClock()
    settings = test_settings(broker, folder, database_url, broker.amqp_url, clock)
    settings = replace(settings, http_port=broker.ports.devices_http, hall={**settings.hall, **hall})
    for queue in ("devices.uplink", "devices.board", "devices.whereabouts"):
        _purge(broker, queue)
    with run_service(Service, database_url, broker, folder, clock, broker.amqp_url, settings) as running:
        load_town(running.db, TOWN)
        opened = Hall(running, broker, issue_secrets(running.db), [])
        try:
            yield opened
        finally:
            for terminal in opened.terminals:
                terminal.leave()
    for queue in broker.management.queues():
        if queue["name"].startswith("mqtt-subscription-"):
            _delete(broker, queue["name"])


def _purge(broker: BrokerNode, queue: str) -> None:
    try:
        broker.management.call("DELETE", f"queues/%2F/{queue}/contents")
    except ManagementError as error:
        if error.status != 404:
            raise


def _delete(broker: BrokerNode, queue: str) -> None:
    try:
        broker.management.call("DELETE", f"queues/%2F/{queue}")
    except ManagementError as error:
        if error.status != 404:
            raise
