"""(e) Memory of each process, and how long ``./dev up`` takes on a fresh folder."""

from __future__ import annotations

import psutil

from benchmarks.figure import Figure
from benchmarks.party import Party
from benchmarks.suite import Suite

MIB = 2**20


def resident(pid: int) -> float:
    """Resident memory in MiB."""
    return float(psutil.Process(pid).memory_info().rss / MIB)


def measure(suite: Suite, broker_seconds: float) -> list[Figure]:
    """Called after the other measurements: processes that have worked show what they keep."""
    with Party("benchmarks.parties.empty", suite.amqp_url) as empty:
        empty.hear("port")
        bare = resident(empty.process.pid)
    figures = [
        Figure(f"memory of {name}", resident(pid), "MiB", bare, "bare nameko service with one route")
        for name, pid in suite.stack.pids.items()
        if pid is not None
    ]
    start = Figure("start-up of ./dev up, fresh folder", suite.start_seconds, "s", broker_seconds, "broker alone")
    return [start, *figures]
