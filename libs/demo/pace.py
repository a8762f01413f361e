"""The demo's time: the day's hours passed in seconds, the same for every thread, cut short when the demo is stopped."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

from libs.common.clock import AcceleratedClock


class Stopped(Exception):
    """The demo was broken off."""


class Pace:
    """Waits by the hall's clock."""

    def __init__(self, clock: AcceleratedClock) -> None:
        self.clock = clock
        self._stopped = threading.Event()

    @property
    def spec(self) -> str:
        """The clock as the services' setting BIANMIN_CLOCK."""
        return f"{self.clock.origin.isoformat()}@{self.clock.real_origin!r}x{self.clock.speed:g}"

    def now(self) -> datetime:
        return self.clock.now()

    def until(self, moment: datetime) -> None:
        """Let hall time pass until ``moment``. Raises Stopped."""
        self.during(moment - self.clock.now())

    def during(self, span: timedelta) -> None:
        """Let ``span`` of hall time pass. Raises Stopped."""
        if self._stopped.wait(max(0.0, self.clock.real_seconds(span))):
            raise Stopped

    def stop(self) -> None:
        self._stopped.set()


def starting_at(moment: datetime, speed: float, in_seconds: float) -> AcceleratedClock:
    """A clock that shows ``moment`` in ``in_seconds`` real seconds from now and runs ``speed`` times as fast."""
    return AcceleratedClock(moment, time.time() + in_seconds, speed)
