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


@dataclass(frozen=True)
class FleetSize:
    """``killed`` of the terminals die with their process, ``frozen`` fall silent with their connection standing."""

    terminals: int = 2000
    killed: int = 12
    frozen: int = 6
    processes: int = 3
    heartbeat_seconds: float = 30.0
    grace_seconds: float = 20.0
    calls: int = 75
    calls_alone: int = 25
    calls_per_minute: float = 50.0


TINY_FLEET = FleetSize(terminals=40, killed=3, frozen=0, processes=1, heartbeat_seconds=5, grace_seconds=2, calls=4,
                       calls_alone=2, calls_per_minute=200)  # fmt: skip
"""For the test of the measurement itself."""
