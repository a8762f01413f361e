"""What single and batch consumers share: one greenthread, one connection, one queue.

A connection of its own keeps acks, prefetch and failures of one reaction from touching another's.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from eventlet import sleep
from eventlet.event import Event as Signal
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerUnreachable
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, Entrypoint
from sqlalchemy.exc import SQLAlchemyError

from libs.common.events.declaration import Event, EventRefused
from libs.common.events.envelope import CONTENT_TYPE, read_envelope
from libs.common.messaging.confirms import Outgoing, Publisher
from libs.common.messaging.failures import Park, Retry, first_failure
from libs.common.messaging.message import FIRST_FAILED_HEADER, TRIES_HEADER, RawMessage
from libs.common.messaging.parked import count_parked, park
from libs.common.messaging.topology import declare_delay, declare_exchanges, delay_exchange, queue_arguments
from libs.common.metrics import EVENTS_HANDLED, REACTION_SECONDS
from libs.common.provider import Ground

log = structlog.get_logger(__name__)

BROKER_ERRORS = (OSError, AMQPError, BrokerUnreachable)
BACK_OFF_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0)
HEARTBEAT_SECONDS = 20
Delivery = tuple[Any, RawMessage]


class Consumer(Entrypoint):
    """Takes deliveries from one queue and settles each: acknowledged, delayed or parked, never forgotten."""

    ground = Ground()
    ordered = False
    size = 16
    """How many deliveries are taken, and acknowledged, at a time."""

    def __init__(
        self, reaction: str, events: Sequence[Event] = (), queue: str | None = None, size: int = 0,
        gather: float = 0.0, unhurried: Callable[[str], bool] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.reaction = reaction
        self.events = tuple(events)
        self.fixed_queue = queue
        self.size = size or self.size
        self.gather = gather
        self.unhurried = unhurried
        self._stopping = False
        self._thread: Any = None
        self._buffer: list[Any] = []

    @property
    def queue(self) -> str:
        return self.fixed_queue or f"{self.container.service_name}.{self.reaction}"

    def setup(self) -> None:
        self.ground.setup()
        self.settings = self.ground.settings
        self.database = self.ground.database
        self.delays: list[float] = self.settings.retry_delays
        self._seconds = REACTION_SECONDS.labels(self.container.service_name, self.reaction)

    def start(self) -> None:
        self._publisher = Publisher(self.settings.amqp_url)
        self._thread = self.container.spawn_managed_thread(self._run, identifier=self.queue)

    def stop(self) -> None:
        self._stopping = True
        if self._thread is not None:
            self._thread.wait()

    def _run(self) -> None:
        failures = 0
        while not self._stopping:
            try:
                self._consume()
                failures = 0
            except (*BROKER_ERRORS, SQLAlchemyError) as error:
                # Unacknowledged messages come back from the broker; nothing is settled here.
                self._publisher.close()
                pause = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]
                failures += 1
                log.warning("consumer.interrupted", queue=self.queue, error=type(error).__name__, again_in=pause)
                sleep(pause)
        self._publisher.close()

    def _consume(self) -> None:
        with Connection(self.settings.amqp_url, connect_timeout=5, heartbeat=HEARTBEAT_SECONDS) as connection:
            connection.connect()
            channel = connection.channel()
            self.declare(channel, self.container.service_name, self.delays)
            channel.basic_qos(0, max(self.size * 2, 50), False)
            self._buffer = []
            channel.basic_consume(self.queue, callback=self._buffer.append, no_ack=False)
            while not self._stopping:
                self._drain(connection)
                # A broker whose machine lost power sends no farewell: without beats we would wait for ever.
                connection.heartbeat_check()
                while self._buffer and not self._stopping:
                    taken = self._buffer[: self.size]
                    # The buffer is emptied in place: the channel's callback holds on to it.
                    del self._buffer[: self.size]
                    self.handle(channel, [(raw.delivery_tag, _read(raw)) for raw in taken])

    def _drain(self, connection: Connection) -> None:
        """Wait for at least one delivery, let others ``gather``, then take what is there without waiting for more."""
        try:
            connection.drain_events(timeout=0.5)
            if self.unhurried is not None:
                self._wait_for_hurried(connection, self.unhurried)
            elif self.gather:
                sleep(self.gather)
            while len(self._buffer) < self.size:
                connection.drain_events(timeout=0)
        except TimeoutError:
            return

    def _wait_for_hurried(self, connection: Connection, unhurried: Callable[[str], bool]) -> None:
        """Let deliveries gather as long as all of them can wait. Raises TimeoutError when the time is over."""
        until = time.monotonic() + self.gather
        seen = 0
        while seen < self.size and all(unhurried(raw.delivery_info["routing_key"]) for raw in self._buffer[seen:]):
            seen = len(self._buffer)
            connection.drain_events(timeout=max(0.001, until - time.monotonic()))

    def declare(self, channel: Any, service: str, delays: Sequence[float]) -> None:
        """Make exchanges, the queue of ``service`` and its bindings. Idempotent."""
        declare_exchanges(channel)
        for delay in delays:
            declare_delay(channel, delay)
        if self.fixed_queue:
            channel.queue_declare(self.fixed_queue, passive=True)
            return
        queue = f"{service}.{self.reaction}"
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments=queue_arguments(ordered=self.ordered))
        for event in self.events:
            channel.queue_bind(queue, event.exchange, event.routing_key)

    def handle(self, channel: Any, deliveries: list[Delivery]) -> None:
        """Work on what was taken and settle it on ``channel``."""
        raise NotImplementedError

    def acknowledge(self, channel: Any, tag: int) -> None:
        """Tell the broker that everything up to ``tag`` is settled, once it is on the disk."""
        self.database.flush()
        channel.basic_ack(tag, multiple=True)

    def work(self, payload: RawMessage | list[RawMessage]) -> str:
        """Run the service's method on ``payload`` in a nameko worker; returns its outcome or raises its error."""
        started = time.perf_counter()
        done = Signal()
        self.container.spawn_worker(self, (payload,), {}, handle_result=partial(_pass_on, done))
        outcome, exc_info = done.wait()
        self._seconds.observe(time.perf_counter() - started)
        if exc_info is not None:
            raise exc_info[1]
        result: str = outcome
        return result

    def count(self, outcome: str, number: int = 1) -> None:
        EVENTS_HANDLED.labels(self.container.service_name, self.reaction, outcome).inc(number)

    def delay(self, message: RawMessage, verdict: Retry) -> None:
        """Send the message through a delay queue. Confirmed before the caller acknowledges the original."""
        first = message.first_failed_at or datetime.now(UTC).isoformat()
        self._publisher.publish(
            [
                Outgoing(
                    exchange=delay_exchange(verdict.delay),
                    routing_key=self.queue,
                    body=message.body,
                    message_id="",
                    content_type=CONTENT_TYPE,
                    headers={TRIES_HEADER: verdict.tries, FIRST_FAILED_HEADER: first},
                )
            ]
        )
        self.tell_retry(message, verdict)

    def tell_retry(self, message: RawMessage, verdict: Retry) -> None:
        """Count and log that a delivery failed and will come again."""
        self.count("retried")
        log.warning(
            "message.retried", queue=self.queue, tries=verdict.tries, again_in=verdict.delay, **_identity(message)
        )

    def park(self, message: RawMessage, verdict: Park) -> None:
        """Set the message aside in the database, committed before the caller acknowledges it."""
        known = _identity(message)
        body = message.body.decode("utf-8", errors="replace").replace("\x00", "\ufffd")
        with self.database.transaction() as tx:
            first = first_failure(message, tx.now)
            park(
                tx, self.queue, message.routing_key, body, verdict,
                event_id=known.get("event_id"), event_type=known.get("event_type"), first_failed_at=first,
            )  # fmt: skip
            count_parked(tx)
        self.count("parked")
        log.error("message.parked", queue=self.queue, tries=verdict.tries, **known)


def declare_queues(amqp_url: str, service_class: Any, delays: Sequence[float]) -> None:
    """Declare every queue of a service before anybody publishes: a topic exchange keeps nothing for a queue to come."""
    with Connection(amqp_url, connect_timeout=5) as connection:
        channel = connection.channel()
        for _name, method in inspect.getmembers(service_class, inspect.isfunction):
            for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()):
                if isinstance(entrypoint, Consumer):
                    entrypoint.declare(channel, service_class.name, delays)


def _pass_on(done: Signal, _worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
    done.send((result, exc_info))
    return result, exc_info


def _read(raw: Any) -> RawMessage:
    headers: dict[str, Any] = raw.properties.get("application_headers") or {}
    body = raw.body if isinstance(raw.body, bytes) else raw.body.encode()
    return RawMessage(
        routing_key=raw.delivery_info["routing_key"],
        body=body,
        tries=int(headers.get(TRIES_HEADER, 0)),
        first_failed_at=headers.get(FIRST_FAILED_HEADER),
        redelivered=bool(raw.delivery_info.get("redelivered")),
    )


def _identity(message: RawMessage) -> dict[str, str]:
    """What to call a message in a log or a list; nothing when it is no event."""
    try:
        event = read_envelope(message.body)
    except EventRefused:
        return {}
    return {"event_id": event.id, "event_type": event.type, "correlation_id": event.correlation_id}
