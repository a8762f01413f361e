"""Counting terminals for Prometheus: by centre and kind, never one series for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from prometheus_client import Gauge
from sqlalchemy import func, select

from libs.common.transaction import ReadTransaction
from services.devices.calls.tables import Call
from services.devices.configuration.tables import Configuration
from services.devices.emergencies.tables import EmergencyBoard
from services.devices.faults.tables import Fault
from services.devices.metrics import (
    ANNOUNCERS_MUTED,
    CALL_ALARMS,
    EMERGENCY_UNCONFIRMED,
    LED_FLASH_WRITES,
    TERMINALS,
    TERMINALS_FAULTY,
    TERMINALS_ONLINE,
    TERMINALS_PENDING,
)
from services.devices.presence.tables import Presence
from services.devices.registry.recipients import announcers
from services.devices.registry.tables import Terminal
from services.devices.signage.tables import LedState

MOST_CENTRES = 100
OTHERS = "other"
"""What further centres are counted under: a county has some thirty, and a label must not grow without bound."""


def measure(tx: ReadTransaction) -> None:
    """Set the gauges to what is in the database now. Whatever has no terminal any more is taken off."""
    run = tx.session.execute
    centres = set(run(select(Terminal.centre).distinct().order_by(Terminal.centre).limit(MOST_CENTRES)).scalars())
    place = (Terminal.centre, Terminal.kind)
    _set(TERMINALS, centres, run(select(*place, Terminal.state, func.count()).group_by(*place, Terminal.state)))
    online = select(*place, func.count()).join(Presence, Presence.terminal_id == Terminal.id).where(Presence.online)
    # A kind that is there and not online shows 0, not nothing: an alert must see it.
    known = select(*place, func.count() * 0).where(Terminal.state == "approved").group_by(*place)
    _set(TERMINALS_ONLINE, centres, [*run(known), *run(online.group_by(*place))])
    pending = select(*place, func.count()).join(Configuration, Configuration.terminal_id == Terminal.id)
    pending = pending.where(Configuration.pending_since.is_not(None), Terminal.state == "approved")
    _set(TERMINALS_PENDING, centres, run(pending.group_by(*place)))
    faulty = select(Fault.centre, Fault.kind, Fault.code, func.count()).where(Fault.state == "raised")
    _set(TERMINALS_FAULTY, centres, run(faulty.group_by(Fault.centre, Fault.kind, Fault.code)))
    alarms = select(Call.centre, func.count()).where(Call.pending, Call.raised_at.is_not(None)).group_by(Call.centre)
    unconfirmed = select(EmergencyBoard.centre, func.count()).where(EmergencyBoard.raised_at.is_not(None))
    _set(EMERGENCY_UNCONFIRMED, centres, run(unconfirmed.group_by(EmergencyBoard.centre)))
    worn = select(LedState.centre, func.max(LedState.flash_writes)).group_by(LedState.centre)
    _set(LED_FLASH_WRITES, centres, run(worn))
    _set(CALL_ALARMS, centres, run(alarms))
    _set(ANNOUNCERS_MUTED, centres, _volumes(tx))


def _volumes(tx: ReadTransaction) -> list[tuple[str, int]]:
    """Centre and 1 for each announcer that was told to be silent, 0 for any other."""
    return [(voice.centre, int(voice.volume == 0)) for voice in announcers(tx)]


def _set(gauge: Gauge, centres: set[str], rows: Iterable[Any]) -> None:
    counted: Counter[tuple[str, ...]] = Counter()
    for centre, *labels, number in rows:
        counted[(centre if centre in centres else OTHERS, *labels)] += number
    gauge.clear()
    for labels, number in counted.items():
        gauge.labels(*labels).set(number)
