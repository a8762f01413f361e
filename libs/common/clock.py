"""The hall's clock. Injected everywhere, so that a demo runs a day in a minute and a test stands still."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
        return self.origin + timedelta(seconds=(time.time() - self.real_origin) * self.speed)

    def today(self) -> date:
        return local(self.now()).date()

    def real_seconds(self, span: float | timedelta) -> float:
        return _seconds(span) / self.speed


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
    """``""`` is real time; ``2026-03-02T08:00:00+08:00@1772409600x400`` starts there then, 400 times as fast.

    Raises ValueError when the text is neither.
    """
    if not text:
        return SystemClock()
    try:
        origin, rest = text.split("@")
        real_origin, speed = rest.split("x")
        return AcceleratedClock(datetime.fromisoformat(origin).astimezone(UTC), float(real_origin), float(speed))
    except ValueError as error:
        raise ValueError(f"not a clock: {text!r}; expected <iso start>@<unix start>x<speed>") from error
