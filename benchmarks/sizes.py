"""How much of each thing is done: enough for a figure, bounded in time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    rounds: int = 3
    single_events: int = 2000
    batch_events: int = 10000
    calls: int = 100  # each round
    uplinks: int = 5000  # each round
    cases: int = 150  # each round, one by one, and as many again by several at once
    callers_at_once: int = 4


TINY = Sizes(rounds=1, single_events=50, batch_events=200, calls=3, uplinks=60, cases=4, callers_at_once=2)
"""For the test of the measurements themselves; the figures mean nothing."""
