"""The relay: sweeps everything unsent from the outbox to the broker, in order.

One leader per service (lease). A commit wakes it at once, a timer sweeps what another process committed.
Dying between the broker's confirm and the mark sends a message twice; the inbox of each reaction absorbs that.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from eventlet import sleep
from eventlet.queue import Empty, LightQueue
from kombu.exceptions import OperationalError as BrokerUnreachable
from nameko.extensions import DependencyProvider
from sqlalchemy import Select, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from libs.common.database import Database
from libs.common.leases import Lease
from libs.common.messaging.confirms import Outgoing, Publisher
from libs.common.metrics import EVENTS_EXPIRED, EVENTS_PUBLISHED, OUTBOX_LAG_SECONDS, OUTBOX_WAITING, RELAY_LEADER
from libs.common.provider import Ground
from libs.common.transaction import Transaction

BATCH = 200
SWEEP_SECONDS = 0.25
LINGER_SECONDS = (0.0, 0.001, 0.002, 0.004, 0.008)
BACK_OFF_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0)
KEEP_SENT = timedelta(days=3)
INTERRUPTIONS = (OSError, SQLAlchemyError, AMQPError, BrokerUnreachable)

log = structlog.get_logger(__name__)


def sweep(database: Database, publisher: Publisher) -> int:
    """Send one batch of what waits, oldest first; returns how many rows were settled."""
    outbox = database.kernel.outbox
    # A bare connection: each hop of a call waits for this look, and a session costs more than the statement.
    with database.engine.connect() as connection:
        rows = connection.execute(_waiting(outbox)).mappings().all()
    if not rows:
        return 0
    now = database.clock.now()
    expired = [row["id"] for row in rows if row["expires_at"] is not None and row["expires_at"] <= now]
    dropped = set(expired)
    going = [row for row in rows if row["id"] not in dropped]
    # What is published must have happened, whatever happens to the power now.
    database.flush(others=True)
    publisher.publish(_outgoing(row, now, database) for row in going)
    # Not for the disk: after a power cut the rows are sent once more, which the reactions absorb anyway.
    with database.transaction(flush=False) as tx:
        tx.settle(expired, "expired")
        tx.settle([row["id"] for row in going], "sent")
    for exchange, number in Counter(row["exchange"] for row in going).items():
        EVENTS_PUBLISHED.labels(database.service, exchange).inc(number)
    EVENTS_EXPIRED.labels(database.service).inc(len(expired))
    return len(rows)


@cache
def _waiting(outbox: Table) -> Select[Any]:
    """Made once: putting it together takes as long as running it, and each hop of a call waits for it."""
    return select(outbox).where(outbox.c.fate.is_(None)).order_by(outbox.c.id).limit(BATCH)


def _outgoing(row: Any, now: datetime, database: Database) -> Outgoing:
    expiration = None
    if row["expires_at"] is not None:
        expiration = max(1, int(database.clock.real_seconds(row["expires_at"] - now) * 1000))
    return Outgoing(
        row["exchange"], row["routing_key"], row["body"], row["message_id"], row["content_type"], expiration
    )


def purge_sent(tx: Transaction) -> int:
    """Drop rows settled longer than KEEP_SENT ago; returns how many."""
    outbox = tx.kernel.outbox
    old = outbox.delete().where(outbox.c.fate.is_not(None), outbox.c.written_at < tx.now - KEEP_SENT)
    return int(tx.session.execute(old).rowcount)  # type: ignore[attr-defined]


class Relay(DependencyProvider):
    """The relay as part of a service container; ``self.relay`` in a worker."""

    ground = Ground()

    def __init__(self) -> None:
        super().__init__()
        self._wakes: LightQueue = LightQueue(maxsize=1)
        self._stopping = False
        self._thread: Any = None
        self.oldest_seconds = 0.0

    def setup(self) -> None:
        self.ground.setup()

    def get_dependency(self, worker_ctx: Any) -> Relay:
        return self

    def start(self) -> None:
        database = self.ground.database
        database.on_commit(self._wake)
        self._publisher = Publisher(self.ground.settings.amqp_url)
        self._lease = Lease(database, "relay")
        self._thread = self.container.spawn_managed_thread(self._run, identifier="relay")

    def stop(self) -> None:
        self._stopping = True
        self._wake()
        if self._thread is not None:
            self._thread.wait()

    def _wake(self) -> None:
        if self._wakes.empty():
            self._wakes.put(None)

    def _run(self) -> None:
        database = self.ground.database
        failures = busy = 0
        while not self._stopping:
            pause = SWEEP_SECONDS
            try:
                if self._lease.held():
                    RELAY_LEADER.labels(database.service).set(1)
                    while sweep(database, self._publisher) == BATCH and self._lease.held():
                        failures = 0
                else:
                    RELAY_LEADER.labels(database.service).set(0)
                failures = 0
            except INTERRUPTIONS as error:
                self._publisher.close()
                pause = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]
                failures += 1
                log.warning("relay.interrupted", error=type(error).__name__, again_in=pause)
            # Commits that keep coming while a sweep goes on: the longer they do, the more each sweep waits to gather.
            # A lone event never waits.
            busy = 0 if self._wakes.empty() else min(busy + 1, len(LINGER_SECONDS) - 1)
            sleep(LINGER_SECONDS[busy])
            self._rest(pause, stubborn=failures > 0)
        self._finish()

    def _rest(self, pause: float, *, stubborn: bool) -> None:
        """Sleep until a commit or the timer. After a failure only the timer counts, else commits would spin it."""
        if stubborn:
            sleep(pause)
            return
        try:
            self._wakes.get(timeout=pause)
        except Empty:
            self.measure()

    def measure(self) -> None:
        """Refresh the figures on what waits."""
        database = self.ground.database
        outbox = database.kernel.outbox
        with database.reading() as tx:
            count, oldest = tx.session.execute(
                select(func.count(), func.min(outbox.c.written_at)).where(outbox.c.fate.is_(None))
            ).one()
        OUTBOX_WAITING.labels(database.service).set(count)
        lag = (database.clock.now() - oldest).total_seconds() if oldest else 0.0
        self.oldest_seconds = database.clock.real_seconds(lag)
        OUTBOX_LAG_SECONDS.labels(database.service).set(self.oldest_seconds)

    def _finish(self) -> None:
        self._publisher.close()
        self._lease.release()
