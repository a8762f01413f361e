"""The hall's clock. Injected everywhere, so that a demo runs a day in a minute and a test stands still."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
STEERED = "file:"
STEERING_NOTICE = 0.2
"""Real seconds between saying that a steered clock changes its speed and the change."""
STEERING_LOOK = 0.02
"""Real seconds between two looks whether a steered clock was told something; shorter than the notice."""


class Clock(Protocol):
    """Tells the hall's time. Everything a rule decides by comes from here; leases and tokens do not."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """The date on the hall's wall, Asia/Shanghai."""
        ...

    def real_seconds(self, span: float | timedelta) -> float:
        """How many seconds of the wall outside ``span`` (seconds of hall time) takes."""
        ...


def local(moment: datetime) -> datetime:
    """``moment`` as people in the hall read it (Asia/Shanghai)."""
    return moment.astimezone(SHANGHAI)


def _seconds(span: float | timedelta) -> float:
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


@dataclass(frozen=True)
class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return local(self.now()).date()

    def real_seconds(self, span: float | timedelta) -> float:
        return _seconds(span)


@dataclass(frozen=True)
class AcceleratedClock:
    """Hall time that started at ``origin`` when the system's time was ``real_origin`` (Unix seconds).

    Every process given the same three values tells the same time.
    """

    origin: datetime
    real_origin: float
    speed: float

    def now(self) -> datetime:
        return self.at(time.time())

    def today(self) -> date:
        return local(self.now()).date()

    def real_seconds(self, span: float | timedelta) -> float:
        return _seconds(span) / self.speed

    def at(self, real: float) -> datetime:
        """The hall's time when the system's is ``real``."""
        return self.origin + timedelta(seconds=(real - self.real_origin) * self.speed)

    def __str__(self) -> str:
        """As ``clock_from`` reads it."""
        return f"{self.origin.isoformat()}@{self.real_origin!r}x{self.speed:g}"


class SteeredClock:
    """Hall time whose speed changes while it runs: a demo gives a busy machine more time for the same day.

    ``file`` holds a stretch a line, each an AcceleratedClock that runs from its ``real_origin`` until the next one's.
    Lines are only added, STEERING_NOTICE before they begin: all processes that read the file tell the same time.
    Raises OSError, ValueError when the file is not such a one.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._size = -1
        self._looked = 0.0
        self._stretches: list[AcceleratedClock] = []
        self._running(time.time())

    @classmethod
    def begin(cls, file: Path, origin: datetime, speed: float) -> SteeredClock:
        """A new file, whose first stretch begins now at ``origin``."""
        file.write_text(f"{AcceleratedClock(origin, time.time(), speed)}\n", encoding="utf-8")
        return cls(file)

    def steer(self, speed: float) -> None:
        """Run ``speed`` times as fast, in a moment. By one thread of one process only."""
        then = time.time() + STEERING_NOTICE
        self._running(then)
        self._go_on(AcceleratedClock(self._stretches[-1].at(then), then, speed))

    def leap(self, moment: datetime) -> None:
        """Go on at ``moment``, in a moment, as fast as before: what lies between does not happen. By the thread
        that steers. Raises ValueError when that would be back in time.
        """
        then = time.time() + STEERING_NOTICE
        self._running(then)
        last = self._stretches[-1]
        if moment < last.at(then):
            raise ValueError(f"a clock does not go back: {moment} is before {last.at(then)}")
        self._go_on(AcceleratedClock(moment, then, last.speed))

    @property
    def speed(self) -> float:
        return self._running(time.time()).speed

    def now(self) -> datetime:
        real = time.time()
        return self._running(real).at(real)

    def today(self) -> date:
        return local(self.now()).date()

    def real_seconds(self, span: float | timedelta) -> float:
        return _seconds(span) / self.speed

    def __str__(self) -> str:
        """As ``clock_from`` reads it."""
        return f"{STEERED}{self.file}"

    def _go_on(self, stretch: AcceleratedClock) -> None:
        with self.file.open("a", encoding="utf-8") as stretches:
            stretches.write(f"{stretch}\n")

    def _running(self, real: float) -> AcceleratedClock:
        if abs(real - self._looked) > STEERING_LOOK:
            self._looked = real
            size = self.file.stat().st_size
            if size != self._size:
                whole = self.file.read_text(encoding="utf-8").rpartition("\n")[0]
                self._stretches = [_accelerated(line) for line in whole.splitlines()]
                self._size = size
        begun = (each for each in reversed(self._stretches) if each.real_origin <= real)
        return next(begun, self._stretches[0])


@dataclass
class FixedClock:
    """A clock that moves only when told: for rules and tests."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 0, 30, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return local(self.at).date()

    def real_seconds(self, span: float | timedelta) -> float:
        return _seconds(span)

    def advance(self, span: float | timedelta) -> None:
        self.at += timedelta(seconds=_seconds(span))


def clock_from(text: str) -> Clock:
    """``""`` is real time; ``2026-03-02T08:00:00+08:00@1772409600x400`` starts there then, 400 times as fast;
    ``file:/run/clock`` is steered by that file.

    Raises ValueError when the text is none of these.
    """
    if not text:
        return SystemClock()
    try:
        return SteeredClock(Path(text.removeprefix(STEERED))) if text.startswith(STEERED) else _accelerated(text)
    except (OSError, ValueError, IndexError) as error:
        raise ValueError(
            f"not a clock: {text!r}; expected <iso start>@<unix start>x<speed> or {STEERED}<a file of such lines>"
        ) from error


def _accelerated(text: str) -> AcceleratedClock:
    origin, rest = text.split("@")
    real_origin, speed = rest.split("x")
    return AcceleratedClock(datetime.fromisoformat(origin).astimezone(UTC), float(real_origin), float(speed))
