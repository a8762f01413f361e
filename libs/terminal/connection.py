"""One MQTT connection from CONNECT to its end. A new one is made for every attempt, with its own will."""

from __future__ import annotations

import logging
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any, Final, Protocol

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from libs.terminal.loop import NetworkLoop

logger = logging.getLogger(__name__)

SESSION_EXPIRY: Final = 24 * 3600
"""Seconds the broker keeps an MQTT 5 session of a terminal that is away."""
CONFIRM_PATIENCE: Final = 10.0
"""Real seconds after which a connection that confirms nothing is given up."""


@dataclass(frozen=True)
class Link:
    """Where the broker is and who we are to it. ``username`` is the terminal's id unless given."""

    host: str
    port: int
    client_id: str
    secret: str
    username: str = ""
    protocol: int = 4  # 4 = MQTT 3.1.1, 5 = MQTT 5
    keepalive: int = 30
    connect_timeout: float = 5.0
    tls: ssl.SSLContext | None = None


class Listener(Protocol):
    """Who is told of a connection's life, in the loop's thread."""

    def accepted(self, connection: Connection) -> None: ...

    def subscribed(self, connection: Connection) -> None: ...

    def published(self, connection: Connection, mid: int) -> None: ...

    def received(self, connection: Connection, topic: str, payload: bytes) -> None:
        """The broker is told that it arrived when this returns; if it raises, the broker sends it again."""
        ...

    def closed(self, connection: Connection, reason: str) -> None:
        """Told once."""
        ...


class Connection:
    """All methods but ``open`` belong to the loop's thread."""

    def __init__(
        self, link: Link, loop: NetworkLoop, listener: Listener, will: tuple[str, bytes]
    ) -> None:
        self._link = link
        self._loop = loop
        self._listener = listener
        self._unconfirmed: dict[int, float] = {}
        self._ended = False
        self._client = self._make_client(will)

    def open(self) -> None:
        """Blocks until the CONNECT is on its way. Raises OSError."""
        link = self._link
        if link.protocol == mqtt.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = SESSION_EXPIRY
            self._client.connect(
                link.host, link.port, link.keepalive, clean_start=False, properties=properties
            )
        else:
            self._client.connect(link.host, link.port, link.keepalive)

    def join_loop(self) -> None:
        """After ``open``: from now on the loop reads and writes."""
        sock = self._client.socket()
        if sock is None:
            self._end("closed while connecting")
        else:
            self._loop.register(self, sock)

    @property
    def alive(self) -> bool:
        return not self._ended and self._client.is_connected()

    def subscribe(self, filters: list[str]) -> None:
        self._client.subscribe([(each, 1) for each in filters])

    def publish(self, topic: str, payload: bytes) -> int:
        """The packet's number, which ``published`` will tell."""
        info = self._client.publish(topic, payload, qos=1)
        if info.rc != mqtt.MQTT_ERR_SUCCESS:
            raise ConnectionError(mqtt.error_string(info.rc))
        self._unconfirmed[info.mid] = time.monotonic()
        return info.mid

    def disconnect(self) -> None:
        """Say good-bye: the broker drops the will."""
        self._client.disconnect()

    def drop(self, reason: str) -> None:
        """Close without good-bye: the broker publishes the will."""
        self._end(reason)

    # -- what the loop calls

    def readable(self) -> None:
        self._client.loop_read()
        sock: Any = self._client.socket()
        while sock is not None and hasattr(sock, "pending") and sock.pending():
            self._client.loop_read()
            sock = self._client.socket()

    def flush(self) -> bool:
        self._client.loop_write()
        return self._client.want_write()

    def housekeep(self) -> None:
        self._client.loop_misc()
        # RabbitMQ 3.10 leaves a connection standing whose publish it could not get permitted (the centre was down at
        # that moment): it answers pings and takes messages, and none of them ever arrives or is confirmed.
        oldest = min(self._unconfirmed.values(), default=None)
        if oldest is not None and time.monotonic() - oldest > CONFIRM_PATIENCE:
            self._end(f"nothing confirmed for {CONFIRM_PATIENCE:.0f} s")

    def abandon(self, error: Exception) -> None:
        self._end(f"{type(error).__name__}: {error}")

    # -- what paho calls

    def _make_client(self, will: tuple[str, bytes]) -> mqtt.Client:
        link = self._link
        client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2,
            client_id=link.client_id,
            protocol=mqtt.MQTTProtocolVersion(link.protocol),
            clean_session=None if link.protocol == mqtt.MQTTv5 else False,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.username_pw_set(link.username or link.client_id, link.secret)
        client.will_set(*will, qos=1)
        client.connect_timeout = link.connect_timeout
        client.max_inflight_messages = 0  # the terminal keeps its own window
        if link.tls is not None:
            client.tls_set_context(link.tls)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        client.on_socket_open = _send_at_once
        client.on_socket_close = lambda *_: self._loop.unregister(self)
        client.on_socket_register_write = lambda *_: self._loop.wants_flush(self)
        return client

    def _on_connect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._end(f"refused: {reason}")
        else:
            self._listener.accepted(self)

    def _on_subscribe(self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _prop: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._end(f"subscription refused: {reasons}")
        else:
            self._listener.subscribed(self)

    def _on_publish(self, _client: Any, _data: Any, mid: int, reason: Any, _properties: Any) -> None:
        self._unconfirmed.pop(mid, None)
        if reason.is_failure:
            self._end(f"message refused: {reason}")
        elif not self._ended:
            self._listener.published(self, mid)

    def _on_message(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if self._ended:
            return
        self._listener.received(self, message.topic, bytes(message.payload))
        client.ack(message.mid, message.qos)

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._end(str(reason))

    def _end(self, reason: str) -> None:
        if self._ended:
            return
        self._ended = True
        # The listener may be inside one of paho's callbacks: close once that has returned.
        self._loop.call_soon(lambda: self._close(reason))

    def _close(self, reason: str) -> None:
        self._loop.unregister(self)
        sock: Any = self._client.socket()
        if sock is not None:
            sock.close()
        self._listener.closed(self, reason)


def _send_at_once(_client: Any, _data: Any, sock: Any) -> None:
    """Without this a key pressed just after an acknowledgement waits for the other side's delayed one, up to 40 ms."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
