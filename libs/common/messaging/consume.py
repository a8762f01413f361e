"""How a service hears: ``@subscribe``, ``@subscribe_batch`` and ``@consume_batch``.

nameko's own event handler acknowledges a message whose handler failed. It is not used anywhere (linted): the
decorators here are the only way to a queue, and each acknowledges only what has been committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from libs.common.actor import SYSTEM
from libs.common.events.declaration import Event
from libs.common.events.envelope import Envelope, read_envelope
from libs.common.messaging.batches import BatchConsumer
from libs.common.messaging.message import RawMessage
from libs.common.messaging.singles import SingleConsumer
from libs.common.metrics import EVENT_AGE_SECONDS

Handler = Callable[..., None]


def subscribe(events: Event | Sequence[Event], reaction: str) -> Callable[[Handler], Handler]:
    """React to each event once: ``method(self, tx, event)`` in one transaction with its inbox row.

    Queue ``<service>.<reaction>``. Failures are retried with growing delay, then parked.
    """
    declared = (events,) if isinstance(events, Event) else tuple(events)

    def decorate(method: Handler) -> Handler:
        @wraps(method)
        def react(self: Any, message: RawMessage) -> str:
            event = read_envelope(message.body)
            with self.db.transaction(SYSTEM, event.consequence, flush=False) as tx:
                if not tx.first_time(event.id, reaction):
                    return "duplicate"
                method(self, tx, event)
            _observe_age(self.db, reaction, event)
            return "done"

        entrypoint: Handler = SingleConsumer.decorator(reaction=reaction, events=declared)(react)
        return entrypoint

    return decorate


def subscribe_batch(
    events: Event | Sequence[Event], reaction: str, size: int = 200, gather: float = 0.0
) -> Callable[[Handler], Handler]:
    """React to events in order, up to ``size`` in one transaction: ``method(self, tx, events)``.

    One consumer at a time over all replicas. A batch that fails is tried one by one; what still fails is parked
    and the rest flows on. What follows from a batch is caused by its last event. ``gather``: seconds to wait for more
    before a batch begins, for reactions that nobody waits for.
    """
    declared = (events,) if isinstance(events, Event) else tuple(events)

    def decorate(method: Handler) -> Handler:
        @wraps(method)
        def react(self: Any, messages: Sequence[RawMessage]) -> str:
            batch = [read_envelope(message.body) for message in messages]
            with self.db.transaction(SYSTEM, batch[-1].consequence, flush=False) as tx:
                fresh = [event for event in batch if tx.first_time(event.id, reaction)]
                if fresh:
                    method(self, tx, fresh)
            for event in fresh:
                _observe_age(self.db, reaction, event)
            return "done" if fresh else "duplicate"

        made = BatchConsumer.decorator(reaction=reaction, events=declared, size=size, gather=gather)
        entrypoint: Handler = made(react)
        return entrypoint

    return decorate


def consume_batch(
    queue: str, size: int = 200, gather: float = 0.0, unhurried: Callable[[str], bool] | None = None
) -> Callable[[Handler], Handler]:
    """Take raw messages from a queue that the broker's definitions declare: ``method(self, tx, messages)``.

    In order, one transaction, one acknowledgement. The method itself refuses bad input and knows duplicates.
    Messages whose routing keys are all ``unhurried`` wait up to ``gather`` seconds for more; any other ends the wait.
    """

    def decorate(method: Handler) -> Handler:
        @wraps(method)
        def react(self: Any, messages: Sequence[RawMessage]) -> str:
            with self.db.transaction(SYSTEM, flush=False) as tx:
                method(self, tx, list(messages))
            return "done"

        made = BatchConsumer.decorator(reaction=queue, queue=queue, size=size, gather=gather, unhurried=unhurried)
        entrypoint: Handler = made(react)
        return entrypoint

    return decorate


def _observe_age(database: Any, reaction: str, event: Envelope) -> None:
    age = (database.clock.now() - event.time).total_seconds()
    EVENT_AGE_SECONDS.labels(database.service, reaction).observe(max(0.0, age))
