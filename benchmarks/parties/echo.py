"""A bare MQTT client: publishes to itself, and counts what the broker acknowledges."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import paho.mqtt.client as mqtt

PATIENCE = 30.0


class Bare:
    """One connection, QoS 1, no session kept. ``topic`` is subscribed when given."""

    def __init__(self, port: int, client_id: str, user: str, password: str, topic: str | None = None) -> None:
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
        self._client.username_pw_set(user, password)
        self._client.max_inflight_messages_set(200)
        self._changed = threading.Condition()
        self._acknowledged = self._received = 0
        self._ready = False
        self._topic = topic
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._note("_ready", True)
        self._client.on_publish = lambda *_: self._note("_acknowledged", self._acknowledged + 1)
        self._client.on_message = lambda *_: self._note("_received", self._received + 1)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self._wait(lambda: self._ready)

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if self._topic is not None:
            client.subscribe(self._topic, 1)
        elif not reason.is_failure:
            self._note("_ready", True)

    def _note(self, what: str, value: Any) -> None:
        with self._changed:
            setattr(self, what, value)
            self._changed.notify_all()

    def _wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(until, PATIENCE):
                raise TimeoutError("the broker does not answer")

    def round_trip(self, payload: bytes) -> float:
        """Milliseconds until a message to its own topic is back."""
        assert self._topic is not None
        due = self._received + 1
        began = time.perf_counter()
        self._client.publish(self._topic, payload, qos=1)
        self._wait(lambda: self._received >= due)
        return (time.perf_counter() - began) * 1000

    def publish_all(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Returns when the broker has acknowledged each."""
        due = self._acknowledged
        for topic, payload in messages:
            self._client.publish(topic, payload, qos=1)
            due += 1
        self._wait(lambda: self._acknowledged >= due)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
