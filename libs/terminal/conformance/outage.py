"""The network fails while the terminal is at work, and comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from libs.terminal.conformance.bench import Bench
from libs.terminal.conformance.machine import NotPossible
from libs.terminal.conformance.record import Line
from libs.terminal.conformance.samples import EVENT_OF, FAULT_CLEARED, FAULT_RAISED, REPEATABLE
from libs.terminal.conformance.verdicts import Failed

SETTLED: Final = 1.0
"""Seconds for what was typed at the terminal to be written down there."""


@dataclass(frozen=True)
class Outage:
    """``acts`` are the events caused while the line was cut; ``good`` and ``late`` commands sent meanwhile."""

    before: Line
    after: Line
    cut: datetime
    last_act: datetime
    lasted: float
    attempts: int
    acts: list[str]
    gone: list[bytes]
    good: str
    late: str


def outage(bench: Bench) -> Outage:
    """Cuts the line, lets the terminal work on, and mends it after some seconds."""
    before = bench.line()
    bench.fence()
    known = len(bench.desk.heard_gone(0, 0))
    cut, began = datetime.now(UTC), time.monotonic()
    bench.tap.cut()
    try:
        gone = bench.desk.heard_gone(known + 1, bench.terms.patience)[known:]
        good, _ = bench.send_sample()
        late, _ = bench.send_sample(expires_in=bench.terms.outage / 4)
        acts = list(_work(bench))
        last_act = datetime.now(UTC)
        time.sleep(SETTLED + bench.terms.outage)  # the outage itself: `at` must tell it from the time of sending
        lasted, attempts = time.monotonic() - began, len(bench.tap.turned_away)
    finally:
        bench.tap.mend()
    after = bench.await_line(before.number)
    if after is None:
        bench.lost = "网络恢复后终端没有重新上线"
        raise Failed(bench.lost)
    return Outage(before, after, cut, last_act, lasted, attempts, acts, gone, good, late)


def _work(bench: Bench) -> Iterator[str]:
    own = REPEATABLE.get(bench.terms.kind)
    for action in (FAULT_RAISED, own, FAULT_CLEARED, own):
        if action is None:
            continue
        try:
            bench.machine.act(action)
        except NotPossible:
            return  # what was not caused cannot be missed
        yield EVENT_OF[action]
