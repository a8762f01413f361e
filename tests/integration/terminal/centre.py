"""The other end of the wire: what the centre would hear and say, over MQTT as an internal user."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import paho.mqtt.client as mqtt

from libs.terminal import envelope, topics
from tests.support.waiting import eventually


@dataclass(frozen=True)
class Heard:
    terminal: str
    event: str
    message: envelope.UpMessage

    @property
    def data(self) -> dict[str, Any]:
        return self.message.data


class Centre:
    """Hears everything of one centre, in order of arrival."""

    def __init__(self, code: str, port: int, user: str, password: str) -> None:
        self.code = code
        self.heard: list[Heard] = []
        self._ready = threading.Event()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"centre-{uuid.uuid4().hex[:8]}")
        self._client.username_pw_set(user, password)
        self._client.on_connect = lambda client, *_: client.subscribe(f"hall/{code}/+/up/#", qos=1)
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._ready.wait(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def send(
        self,
        terminal: str,
        command: str,
        data: dict[str, Any],
        *,
        command_id: str | None = None,
        expires_in: float | None = None,
    ) -> str:
        command_id = command_id or str(uuid.uuid4())
        now = datetime.now(UTC)
        expires = None if expires_in is None else now + timedelta(seconds=expires_in)
        payload = envelope.encode_down(command_id, now, data, expires)
        self.send_raw(topics.down(self.code, terminal, command), payload)
        return command_id

    def change_board(self, board: str, base: int, revision: int, changed: dict, removed: tuple = ()) -> None:
        data = {"board": board, "base": base, "revision": revision, "set": changed, "unset": list(removed)}
        payload = envelope.encode_down(str(uuid.uuid4()), datetime.now(UTC), data)
        self.send_raw(topics.board(self.code, board), payload)

    def send_raw(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, qos=1).wait_for_publish(10)

    def events(self, terminal: str, event: str) -> list[Heard]:
        return [each for each in self.heard if (each.terminal, each.event) == (terminal, event)]

    def await_events(self, terminal: str, event: str, count: int = 1, timeout: float = 30) -> list[Heard]:
        def enough() -> list[Heard]:
            found = self.events(terminal, event)
            return found if len(found) >= count else []

        return eventually(enough, timeout)

    def await_outcome(self, terminal: str, command_id: str, count: int = 1) -> list[tuple[str, str | None]]:
        """The (outcome, reason) of each acknowledgement of the command, once there are ``count``."""

        def outcomes() -> list[tuple[str, str | None]]:
            found = [
                (each.data["outcome"], each.data.get("reason"))
                for each in self.events(terminal, "acknowledged")
                if each.data["command_id"] == command_id
            ]
            return found if len(found) >= count else []

        return eventually(outcomes)

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        topic = topics.parse(message.topic)
        assert isinstance(topic, topics.Up)
        self.heard.append(Heard(topic.terminal, topic.event, envelope.decode_up(bytes(message.payload))))
