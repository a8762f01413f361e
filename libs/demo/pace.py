"""The demo's time: the day's hours pass in seconds, the same for every thread and service, and cut short when stopped.

A key that the machine answers in a fifth of a second has cost a minute and a half of a day that runs 460 times as
fast. A hall's clerk waits a tenth of a second for it: so the day slows down when the machine falls behind.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import mean
from typing import Final

from libs.common.clock import SteeredClock

STILL: Final = 1.0
WAKING: Final = 60.0
FASTEST: Final = 460.0
SLOWEST: Final = 110.0
ANSWER: Final = timedelta(seconds=90)
"""Hall time that the answer to a key may cost on average; a clerk and a resident need more for the least matter."""
_REMEMBERED: Final = 60
_STEP: Final = 0.5  # real seconds between two changes of the speed
_BRAKE, _THROTTLE = 0.75, 1.25  # the most that one change may do
_WORTH: Final = 0.08  # a smaller change is none
_NAP: Final = 0.25  # real seconds after which a waiting thread looks at the clock again


class Stopped(Exception):
    """The demo was broken off."""


class Pace:
    """Waits by the hall's clock, and steers it: like any clock at first, then ``wake``, ``go``, ``rest``."""

    def __init__(self, clock: SteeredClock) -> None:
        self.clock = clock
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._answers: deque[float] = deque(maxlen=_REMEMBERED)
        self._unanswered: dict[object, float] = {}
        self._speed = STILL
        self._steered = 0.0

    def now(self) -> datetime:
        return self.clock.now()

    def until(self, moment: datetime) -> None:
        """Let hall time pass until ``moment``. Raises Stopped."""
        while (left := moment - self.clock.now()) > timedelta(0):
            if self._stopped.wait(min(_NAP, self.clock.real_seconds(left))):
                raise Stopped
        if self._stopped.is_set():
            raise Stopped

    def during(self, span: timedelta) -> None:
        """Let ``span`` of hall time pass. Raises Stopped."""
        self.until(self.clock.now() + span)

    def leap(self, moment: datetime) -> None:
        """Let everything until ``moment`` be left out. Raises Stopped."""
        self.clock.leap(moment)
        self.until(moment)

    def stop(self) -> None:
        self._stopped.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around a question to the suite: how long its answers take decides how fast the day may run."""
        asked, key = time.monotonic(), object()
        with self._lock:
            self._unanswered[key] = asked
        try:
            yield
        finally:
            with self._lock:
                del self._unanswered[key]
                self._answers.append(time.monotonic() - asked)

    def wake(self) -> None:
        """The hall is switched on, a while before it opens."""
        self._change(WAKING)

    def go(self) -> None:
        """Begin the day."""
        self._change(FASTEST)

    def rest(self) -> None:
        """The day is over: what is left takes its time."""
        self._change(STILL)

    def steer(self) -> None:
        """Fit the speed to the suite. To be called often, by the thread that called ``go``."""
        if time.monotonic() - self._steered < _STEP:
            return
        wanted = min(FASTEST, max(SLOWEST, speed_for(self._delays())))
        wanted = min(self._speed * _THROTTLE, max(self._speed * _BRAKE, wanted))
        if abs(wanted / self._speed - 1) > _WORTH:
            self._change(wanted)

    def _delays(self) -> list[float]:
        """The last answers' delays, real seconds; who waits already longer than those counts too."""
        with self._lock:
            known = list(self._answers)
            now = time.monotonic()
            usual = mean(known) if known else 0.0
            return known + [age for asked in self._unanswered.values() if (age := now - asked) > usual]

    def _change(self, speed: float) -> None:
        self.clock.steer(speed)
        self._speed, self._steered = speed, time.monotonic()


def speed_for(delays: list[float]) -> float:
    """The speed at which ``delays`` (real seconds) cost ANSWER of the hall's day on average; FASTEST without any."""
    usual = mean(delays) if delays else 0.0
    return ANSWER.total_seconds() / usual if usual else FASTEST
