"""Runs the rows in order against one terminal, and leaves the terminal as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from libs.terminal.conformance.bench import Bench, Terms
from libs.terminal.conformance.checks import (
    birth,
    commands,
    desk_kinds,
    network,
    power,
    screen_kinds,
    standing,
)
from libs.terminal.conformance.desk import Desk
from libs.terminal.conformance.machine import Machine
from libs.terminal.conformance.record import Record
from libs.terminal.conformance.tap import Tap
from libs.terminal.conformance.verdicts import Check, Failed, Result, Skipped, Verdict
from libs.terminal.connection import Link
from libs.terminal.vocabulary import CONFIGURE, Kind

PLAN: Final[tuple[Check, ...]] = (
    *birth.CHECKS,
    *commands.CHECKS,
    *desk_kinds.CHECKS,
    *screen_kinds.CHECKS,
    *power.ORDERLY,
    *network.CHECKS,
    *power.CHECKS,
    *standing.CHECKS,
)


@dataclass(frozen=True)
class Setting:
    """``broker`` is where the kit acts as the centre; the terminal connects to ``listen`` (port 0: any free)."""

    terms: Terms
    broker: Link
    listen: tuple[str, int] = ("127.0.0.1", 0)


def plan(kind: Kind) -> list[Check]:
    return [check for check in PLAN if kind in check.kinds]


def conform(
    setting: Setting,
    machine_at: Callable[[str, int], Machine],
    tell: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """One verdict per row. ``machine_at`` makes the terminal that connects to a host and port.

    Raises CannotReach, CannotStart and OSError when it cannot begin.
    """
    terms, record = setting.terms, Record()
    desk = Desk(setting.broker, terms.centre, terms.terminal)
    try:
        tap = Tap(record, (setting.broker.host, setting.broker.port), *setting.listen)
        try:
            machine = machine_at(tap.host, tap.port)
            bench = Bench(terms, record, tap, desk, machine)
            try:
                machine.start()
                return list(_judge(bench, tell))
            finally:
                _restore(bench)
                machine.stop()
        finally:
            tap.close()
    finally:
        desk.close()


def _judge(bench: Bench, tell: Callable[[Verdict], None]) -> Iterable[Verdict]:
    for check in plan(bench.terms.kind):
        verdict = _try(check, bench)
        tell(verdict)
        yield verdict


def _try(check: Check, bench: Bench) -> Verdict:
    if bench.lost:
        return Verdict(check, Result.SKIPPED, bench.lost)
    try:
        check.run(bench)
    except Failed as error:
        return Verdict(check, Result.FAIL, str(error))
    except Skipped as error:
        return Verdict(check, Result.SKIPPED, str(error))
    return Verdict(check, Result.PASS)


def _restore(bench: Bench) -> None:
    """Takes back the quick heartbeat; a terminal that is away finds the command when it returns."""
    if bench.configured:
        bench.desk.send(CONFIGURE, {"settings": {"heartbeat_seconds": None}})
