"""(b) From the caller's key to the display on the wall and the screen over the window, MQTT to MQTT."""

from __future__ import annotations

from pathlib import Path

from benchmarks.figure import Figure, percentile
from benchmarks.party import Party
from benchmarks.sizes import Sizes
from benchmarks.suite import Suite

P50_MS, P99_MS = 15.0, 60.0
ECHO = "MQTT round trip, QoS 1, same broker"


def measure(suite: Suite, folder: Path, sizes: Sizes) -> list[Figure]:
    """Calls and bare round trips take turns; all terminals live in a process of their own, on one clock."""
    plan = suite.write_plan(folder, rounds=sizes.rounds, calls=sizes.calls)
    with Party("benchmarks.parties.hall", plan) as hall:
        times = hall.hear("milliseconds")
    shown, called, echoed = times["display"], times["screen"], times["echo"]
    figures = []
    for part, ceiling in ((0.5, P50_MS), (0.99, P99_MS)):
        by, p = percentile(echoed, part), f"p{part * 100:.0f}"
        value = percentile(shown, part)
        promise = f"≤ {ceiling:.0f} ms"
        figures.append(Figure(f"key pressed → display updated, {p}", value, "ms", by, ECHO, promise, value <= ceiling))
        figures.append(Figure(f"key pressed → window screen calls, {p}", percentile(called, part), "ms", by, ECHO))
    return figures
