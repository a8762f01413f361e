"""(f) Two thousand terminals on one box: calls meanwhile, who is told lost, and what *devices* holds in memory."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from benchmarks.figure import Figure, percentile
from benchmarks.footprint import resident
from benchmarks.party import Party
from benchmarks.sizes import FleetSize
from benchmarks.suite import Suite, start_suite, started_broker

P99_MS = 150.0
ALONE = "the same hall before the others came"
CHANGED = "presence.changed.v1"
KEEPALIVE_PATIENCE = 60.0
"""Seconds after which the broker has given up a connection that says nothing (keep-alive of 30 s, and a half)."""
LATE = 5.0
"""Seconds past the grace by which an alarm must have been told."""
STILL, SETTLE_PATIENCE = 10, 60.0
"""Looks, half a second apart, at which nothing may be left; and seconds after which the calls begin all the same."""
PATIENCE = 600.0
"""Seconds that a process of the measurement may live."""


@dataclass(frozen=True)
class Change:
    """A terminal was told lost or back. ``at`` is when, ``since`` what was told; seconds of the hall's clock."""

    terminal: str
    online: bool
    at: float
    since: float


def changes(database: Path) -> list[Change]:
    """In the order they were told."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        asked = "SELECT body FROM outbox WHERE routing_key = ? ORDER BY id"
        bodies = [json.loads(body) for (body,) in connection.execute(asked, (CHANGED,))]
    return [
        Change(each["data"]["terminal_id"], each["data"]["online"], _seconds(each["time"]),
               _seconds(each["data"]["since"]))
        for each in bodies
    ]  # fmt: skip


@dataclass
class Victims:
    """Some terminals in a process of their own, taken away and given back."""

    names: set[str]
    arguments: tuple[object, ...]
    party: Party

    def kill(self) -> None:
        self.party.process.kill()
        self.party.process.wait()

    def bring_back(self, stack: ExitStack) -> None:
        self.party = stack.enter_context(_crowd(*self.arguments))
        self.party.hear("online")


def measure(folder: Path, size: FleetSize, progress: Callable[[str], None]) -> list[Figure]:
    """Everything on one machine: broker, five services, the terminals in processes of their own."""
    settings = {"BIANMIN_OFFLINE_GRACE_SECONDS": str(size.grace_seconds)}
    with started_broker(folder / "suite", **settings) as (started, broker_seconds), ExitStack() as stack:
        progress("suite")
        suite = start_suite(started, broker_seconds)
        pace = {"calls": size.calls, "alone": size.calls_alone, "every": 60 / size.calls_per_minute}
        calling = Party(
            "benchmarks.parties.hall", suite.write_plan(folder / "hall", rounds=1, **pace), patience=PATIENCE
        )
        hall = stack.enter_context(calling)
        alone = hall.hear("alone")
        before = _memory(suite)
        progress(f"{size.terminals} terminals are registered")
        plan = _plan(suite, folder / "fleet", size)
        progress("and connect")
        began = time.monotonic()
        killed, frozen = _connect(stack, plan, folder, size)
        connecting = time.monotonic() - began
        _settle(suite)
        progress(f"calls; {size.killed + size.frozen} terminals are taken away meanwhile")
        hall.tell(go=True)
        about_alarms = _take_away_and_return(stack, suite, killed, frozen, size)
        shown = hall.hear("milliseconds")["display"]
        hall.tell(leave=True)
        memory = _memory(suite)
    promise = f"≤ {P99_MS:.0f} ms"
    promises = [(0.5, "", None), (0.99, promise, percentile(shown, 0.99) <= P99_MS)]
    figures = [
        Figure(f"{size.terminals:,} terminals: key pressed → display updated, p{part * 100:.0f} of {size.calls}",
               percentile(shown, part), "ms", percentile(alone, part), ALONE, told, kept)
        for part, told, kept in promises
    ]  # fmt: skip
    figures += about_alarms
    figures.append(Figure(f"memory of devices, {size.terminals:,} terminals", memory, "MiB", before, "before any"))
    figures.append(Figure("terminals let in", size.terminals / connecting, "terminals/s"))
    return figures


def _plan(suite: Suite, folder: Path, size: FleetSize) -> Path:
    folder.mkdir(parents=True)
    secrets = folder / "crowd.json"
    url = f"sqlite:///{suite.database('devices')}"
    with Party("benchmarks.parties.registrar", secrets, size.terminals, url) as registrar:
        registrar.hear("registered")
    return suite.write_plan(folder, crowd=json.loads(secrets.read_text()), heartbeat_seconds=size.heartbeat_seconds)


def _connect(stack: ExitStack, plan: Path, folder: Path, size: FleetSize) -> tuple[Victims, Victims]:
    """All terminals online: those to be killed, those to be frozen, and the rest in as many processes as were asked."""
    ends = [0, size.killed, size.killed + size.frozen]
    rest = size.terminals - ends[-1]
    ends += [ends[-1] + rest * (number + 1) // size.processes for number in range(size.processes)]
    names = [each[0] for each in json.loads(plan.read_text())["crowd"]]
    found = []
    for number, (first, last) in enumerate(pairwise(ends)):
        arguments = (plan, first, last, folder / f"crowd-{number}.db")
        found.append(Victims(set(names[first:last]), arguments, stack.enter_context(_crowd(*arguments))))
    for each in found:
        if each.names:
            each.party.hear("online")
    return found[0], found[1]


@contextmanager
def _crowd(*arguments: object) -> Iterator[Party]:
    with Party("benchmarks.parties.crowd", *arguments, patience=PATIENCE) as party:
        try:
            yield party
        finally:
            if party.process.poll() is None:
                party.process.send_signal(signal.SIGCONT)  # who is frozen does not hear that it should end


def _take_away_and_return(
    stack: ExitStack, suite: Suite, killed: Victims, frozen: Victims, size: FleetSize
) -> list[Figure]:
    """Freeze some and kill others, wait for their alarms, give them back, and wait for all clear."""
    database, known = suite.database("devices"), len(changes(suite.database("devices")))
    frozen.party.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    killed.kill()
    _until(database, known, killed.names, online=False, seconds=size.grace_seconds + 4 * LATE)
    alarmed = time.monotonic() - began
    killed.bring_back(stack)
    gone = frozen.names
    _until(database, known, gone, online=False, seconds=KEEPALIVE_PATIENCE + size.grace_seconds + 4 * LATE)
    frozen.party.process.send_signal(signal.SIGCONT)
    _until(database, known, killed.names | gone, online=True, seconds=KEEPALIVE_PATIENCE)
    told = changes(database)[known:]
    return alarms(told, killed.names | gone, size, alarmed)


def alarms(told: list[Change], taken: set[str], size: FleetSize, alarmed: float) -> list[Figure]:
    """False: of a terminal that was not taken away, or before the grace was over. Missing: not told, or told late."""
    lost = [each for each in told if not each.online]
    back = [each for each in told if each.online and each.terminal in taken]
    waits = [each.at - each.since for each in lost]
    twice = len(lost) - len({each.terminal for each in lost}) + len(back) - len({each.terminal for each in back})
    false = sum(each.terminal not in taken for each in lost) + sum(wait < size.grace_seconds for wait in waits) + twice
    in_time = {each.terminal for each in lost if each.at - each.since <= size.grace_seconds + LATE}
    missing = len(taken - in_time) + len(taken - {each.terminal for each in back})
    name = f"of {len(taken)} terminals taken away of {size.terminals:,}"
    return [
        Figure(f"offline alarms false or repeated, {name}", false, "alarms", promise="0", kept=false == 0),
        Figure(f"offline alarms or all-clears missing or late, {name}", missing, "alarms", promise="0",
               kept=missing == 0),
        Figure("terminals killed → all alarms told", alarmed, "s", size.grace_seconds, "the grace (a setting)"),
    ]  # fmt: skip


def _until(database: Path, known: int, names: set[str], *, online: bool, seconds: float) -> None:
    """Wait until each of ``names`` was told; what is missing at the end is counted, not raised."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if names <= {each.terminal for each in changes(database)[known:] if each.online == online}:
            return
        time.sleep(0.25)


def _settle(suite: Suite) -> None:
    """Until what so many arrivals have left to do is done: the figure is of a fleet at work, not of its arrival."""
    unsent_rows = "SELECT count(*) FROM outbox WHERE fate IS NULL"
    left = f"SELECT ({unsent_rows}), (SELECT count(*) FROM command WHERE state = 'sent')"
    still, before, deadline = 0, None, time.monotonic() + SETTLE_PATIENCE
    while still < STILL and time.monotonic() < deadline:
        time.sleep(0.5)
        with closing(sqlite3.connect(f"file:{suite.database('devices')}?mode=ro", uri=True, timeout=10)) as connection:
            unsent, unanswered = connection.execute(left).fetchone()
        still, before = still + 1 if (unsent, unanswered) == (0, before) else 0, unanswered


def _memory(suite: Suite) -> float:
    pid = suite.stack.pids["devices"]
    if pid is None:
        raise RuntimeError("devices does not run")
    return resident(pid)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
