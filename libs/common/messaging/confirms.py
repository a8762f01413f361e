"""Publishing with pipelined confirms: many messages in flight, every one accounted for.

One confirm at a time is what limits a plain dispatcher (290-630 events/s measured, 2,300-9,100 pipelined).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kombu import Connection

from libs.common.messaging.topology import declare_exchanges

CONFIRM_PATIENCE = 15.0


class NotConfirmed(ConnectionError):
    """The broker refused a message or did not confirm it in time. The caller sends it again."""


@dataclass(frozen=True)
class Outgoing:
    """A persistent message to publish. ``expiration`` in milliseconds of real time."""

    exchange: str
    routing_key: str
    body: str | bytes
    message_id: str
    content_type: str
    expiration: int | None = None
    headers: dict[str, Any] | None = None


class Publisher:
    """One connection and channel of its own. Not for sharing between greenthreads."""

    def __init__(self, amqp_url: str) -> None:
        self._url = amqp_url
        self._connection: Connection | None = None
        self._channel: Any = None
        self._pending: set[int] = set()
        self._refused = False
        self._last_tag = 0

    def publish(self, messages: Iterable[Outgoing]) -> None:
        """Publish all, in order, and return when the broker has confirmed each.

        Raises an OSError or AMQP error when any may be missing; messages may then be there twice after a retry.
        """
        channel = self._open()
        with self._held_back():
            self._hand_over(channel, messages)
        while self._pending:
            self._connection.drain_events(timeout=CONFIRM_PATIENCE)  # type: ignore[union-attr]
        if self._refused:
            raise NotConfirmed("the broker refused a message")

    def _hand_over(self, channel: Any, messages: Iterable[Outgoing]) -> None:
        for message in messages:
            properties: dict[str, Any] = {"delivery_mode": 2, "message_id": message.message_id}
            if message.expiration is not None:
                properties["expiration"] = str(message.expiration)
            body = message.body.encode() if isinstance(message.body, str) else message.body
            prepared = channel.prepare_message(
                body,
                content_type=message.content_type,
                content_encoding="utf-8",
                headers=message.headers or {},
                properties=properties,
            )
            channel.basic_publish(prepared, exchange=message.exchange, routing_key=message.routing_key)
            self._last_tag += 1
            self._pending.add(self._last_tag)

    @contextmanager
    def _held_back(self) -> Iterator[None]:
        """Let the kernel gather what is sent in the block: a packet, and a wake-up of the broker, for each message
        was a fifth of what a busy service did (measured on the calling benchmark).
        """
        sock = self._connection.connection.transport.sock  # type: ignore[union-attr]
        if not hasattr(socket, "TCP_CORK"):  # Linux only
            yield
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        yield
        # Not when the block failed: the caller then drops the connection.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)

    def _open(self) -> Any:
        if self._channel is None:
            self._connection = Connection(self._url, connect_timeout=5)
            self._connection.connect()
            channel = self._connection.channel()
            declare_exchanges(channel)
            channel.confirm_select()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
            self._pending.clear()
            self._refused, self._last_tag = False, 0
            self._channel = channel
        return self._channel

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:
        if multiple:
            self._pending = {tag for tag in self._pending if tag > delivery_tag}
        else:
            self._pending.discard(delivery_tag)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:
        self._refused = True
        self._on_ack(delivery_tag, multiple)

    def close(self) -> None:
        """Drop the connection; the next publish opens a new one. Never raises for a connection already dead."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.release()
