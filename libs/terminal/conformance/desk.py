"""The centre's side of the wire: sends commands as the services would, and hears what the broker passes on."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import paho.mqtt.client as mqtt

from libs.terminal import envelope, topics
from libs.terminal.connection import Link
from libs.terminal.vocabulary import GONE

_PATIENCE: Final = 10.0


class CannotReach(Exception):
    """No connection with the broker, or it refuses the kit. The text says which."""


class Desk:
    """An MQTT client that may read and write the topics of one terminal. Raises CannotReach."""

    def __init__(self, link: Link, centre: str, terminal: str) -> None:
        self._centre = centre
        self._terminal = terminal
        self._answered = threading.Event()
        self._trouble = "no answer"
        self._changed = threading.Condition()
        self._gone: list[bytes] = []
        self._sent: dict[str, tuple[str, bytes]] = {}
        self._client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=f"conform-{uuid.uuid4().hex[:12]}", clean_session=True
        )
        if link.username:
            self._client.username_pw_set(link.username, link.secret)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        try:
            self._client.connect(link.host, link.port, keepalive=30)
        except OSError as error:
            raise CannotReach(str(error)) from error
        self._client.loop_start()
        if not self._answered.wait(_PATIENCE) or self._trouble:
            self.close()
            raise CannotReach(self._trouble)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def send(
        self,
        command: str,
        data: dict[str, Any],
        *,
        command_id: str | None = None,
        expires_in: float | None = None,
    ) -> str:
        """The command's id. ``expires_in`` seconds from now; below 0 it has expired already."""
        command_id = command_id or str(uuid.uuid4())
        now = datetime.now(UTC)
        expires = None if expires_in is None else now + timedelta(seconds=expires_in)
        payload = envelope.encode_down(command_id, now, data, expires)
        self._sent[command_id] = command, payload
        self.send_raw(command, payload)
        return command_id

    def repeat(self, command_id: str) -> None:
        """Send it again, byte for byte."""
        self.send_raw(*self._sent[command_id])

    def sent(self) -> list[str]:
        """The ids of the commands that must be answered."""
        return list(self._sent)

    def send_raw(self, command: str, payload: bytes) -> None:
        """Any bytes; nothing keeps account of them."""
        self._publish(topics.down(self._centre, self._terminal, command), payload)

    def change_board(self, board: str, data: dict[str, Any]) -> None:
        payload = envelope.encode_down(str(uuid.uuid4()), datetime.now(UTC), data)
        self._publish(topics.board(self._centre, board), payload)

    def heard_gone(self, count: int, timeout: float) -> list[bytes]:
        """The payloads of ``gone`` that the broker passed on, once there are ``count`` or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._gone) >= count, timeout)
            return list(self._gone)

    def _publish(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, qos=1).wait_for_publish(_PATIENCE)

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._trouble = str(reason)
            self._answered.set()
        else:
            client.subscribe(topics.up(self._centre, self._terminal, GONE), qos=1)

    def _on_subscribe(self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _properties: Any) -> None:
        self._trouble = "subscription refused" if any(each.is_failure for each in reasons) else ""
        self._answered.set()

    def _on_message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        with self._changed:
            self._gone.append(bytes(message.payload))
            self._changed.notify_all()
