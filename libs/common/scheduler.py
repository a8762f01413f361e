"""``@every``: what must happen by itself (clocks, sweeps, presence), in one process of a service at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import structlog
from eventlet.event import Event as Signal
from nameko.extensions import Entrypoint
from sqlalchemy.exc import SQLAlchemyError

from libs.common.actor import SYSTEM
from libs.common.leases import Lease
from libs.common.provider import Ground

log = structlog.get_logger(__name__)
Handler = Callable[..., None]


class Ticker(Entrypoint):
    """Runs its method again and again while this process holds the lease of that method."""

    ground = Ground()

    def __init__(self, seconds: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seconds = seconds
        self._stop = Signal()
        self._thread: Any = None

    def setup(self) -> None:
        self.ground.setup()

    def start(self) -> None:
        self._lease = Lease(self.ground.database, f"tick.{self.method_name}", max(3.0, 3 * self.seconds))
        self._thread = self.container.spawn_managed_thread(self._run, identifier=self.method_name)

    def stop(self) -> None:
        if not self._stop.ready():
            self._stop.send(True)
        if self._thread is not None:
            self._thread.wait()

    def _run(self) -> None:
        while not self._stop.ready():
            try:
                if self._lease.held():
                    self._tick()
            except Exception as error:  # the next tick tries again: a clock must not stop for one failure
                log.error("tick.failed", tick=self.method_name, error=type(error).__name__, exc_info=error)
            self._stop.wait(timeout=self.seconds)
        try:
            self._lease.release()
        except SQLAlchemyError as error:
            log.warning("lease.not_released", tick=self.method_name, error=type(error).__name__)

    def _tick(self) -> None:
        done = Signal()
        self.container.spawn_worker(self, (), {}, handle_result=partial(_pass_on, done))
        exc_info = done.wait()
        if exc_info is not None:
            raise exc_info[1]


def _pass_on(done: Signal, _worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
    done.send(exc_info)
    return result, exc_info


def every(seconds: float, *, transaction: bool = True) -> Callable[[Handler], Handler]:
    """Run ``method(self, tx)`` in a transaction every ``seconds`` (real), in one process only.

    ``transaction=False``: ``method(self)``, for slow work, which opens its own around what it keeps.
    """

    def decorate(method: Handler) -> Handler:
        @wraps(method)
        def tick(self: Any) -> None:
            if not transaction:
                method(self)
                return
            with self.db.transaction(SYSTEM, flush=False) as tx:
                method(self, tx)

        entrypoint: Handler = Ticker.decorator(seconds)(tick)
        return entrypoint

    return decorate


__all__ = ["Ticker", "every"]
