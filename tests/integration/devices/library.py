"""Terminals of libs/terminal in the test's own process, on a line that can be cut and a clock that is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from libs.common.broker.ports import LOOPBACK
from libs.common.clock import Clock, SystemClock
from libs.terminal.connection import Link
from libs.terminal.kinds import KINDS
from libs.terminal.profile import Identity, Pace
from libs.terminal.simulators.fleet import SIMULATORS
from libs.terminal.store import Store
from libs.terminal.vocabulary import Kind
from tests.integration.devices.hall import CENTRE, Hall

QUICK = Pace(first_retry=0.1, longest_retry=0.5)


@contextmanager
def own(
    hall: Hall, kind: Kind, terminal: str, folder: Path, *, port: int | None = None, clock: Clock | None = None
) -> Iterator[Any]:
    """A simulator that is online; its store lies in ``folder`` and is taken up by the next of the same name."""
    store = Store(folder / f"{terminal}.db")
    link = Link(LOOPBACK, port or hall.broker.mqtt_port, terminal, hall.secrets[terminal])
    machine = KINDS[kind](Identity(CENTRE, terminal, kind), link, store, clock=clock or SystemClock(), pace=QUICK)
    simulator = SIMULATORS[kind](machine)
    simulator.start()
    try:
        assert machine.wait_online(20)
        yield simulator
    finally:
        simulator.stop()
        store.close()
