"""Ratings that nobody may have given (刷评): rules that flag them. Pure; a flag shows, it never drops anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TOO_FAST, BURST, PATTERN = "too_fast", "burst", "pattern"
FLAGS: Mapping[str, str] = {
    TOO_FAST: "邀评后即刻按下",
    BURST: "短时间内集中评价",
    PATTERN: "同一窗口连续相同且即刻评价",
}


@dataclass(frozen=True)
class Limits:
    """Seconds are of the hall's clock.

    ``quick_seconds``: pressed sooner after the prompt is too fast to have been read. More than ``burst_most``
    presses at one window within ``burst_seconds`` are a burst. ``run_length`` presses in a row at one window, all
    of one level and each within ``run_seconds`` of its prompt, are a pattern.
    """

    quick_seconds: float
    burst_seconds: float
    burst_most: int
    run_length: int
    run_seconds: float

    @classmethod
    def of(cls, hall: Mapping[str, Any]) -> Limits:
        return cls(
            hall["rating_quick_seconds"],
            hall["rating_burst_seconds"],
            hall["rating_burst_most"],
            hall["rating_run_length"],
            hall["rating_run_seconds"],
        )


@dataclass(frozen=True)
class Press:
    """A rating at a window. ``elapsed``: seconds from the prompt to the press, None where nothing prompted it."""

    id: str
    level: str
    at: datetime
    elapsed: float | None


def elapsed(prompted_at: datetime | None, given_at: datetime, received_at: datetime) -> float | None:
    """Seconds from prompt to press. A terminal whose clock is behind is believed no further than our own clock."""
    if prompted_at is None:
        return None
    told = (given_at - prompted_at).total_seconds()
    seen = (received_at - prompted_at).total_seconds()
    return seen if told < 0 else min(told, seen)


def flags(presses: Sequence[Press], limits: Limits) -> dict[str, set[str]]:
    """The flags of the presses of one window, by id; an innocent press is not in it."""
    ordered = sorted(presses, key=lambda press: (press.at, press.id))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for press in ordered:
        if press.elapsed is not None and press.elapsed < limits.quick_seconds:
            found[press.id].add(TOO_FAST)
    for last, press in enumerate(ordered):
        near = [other for other in ordered[: last + 1] if (press.at - other.at).total_seconds() <= limits.burst_seconds]
        if len(near) > limits.burst_most:
            _mark(found, near, BURST)
        run = ordered[max(0, last + 1 - limits.run_length) : last + 1]
        if len(run) == limits.run_length and _machine_like(run, limits):
            _mark(found, run, PATTERN)
    return dict(found)


def _machine_like(run: Sequence[Press], limits: Limits) -> bool:
    quick = all(press.elapsed is not None and press.elapsed <= limits.run_seconds for press in run)
    return quick and len({press.level for press in run}) == 1


def _mark(found: Mapping[str, set[str]], presses: Sequence[Press], flag: str) -> None:
    for press in presses:
        found[press.id].add(flag)
