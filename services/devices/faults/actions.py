"""Taking what terminals say of their faults; told once for each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from libs.common.events.devices import TERMINAL_FAULTED
from libs.common.transaction import Transaction
from services.devices.faults.tables import Fault


@dataclass(frozen=True)
class Report:
    """``up/fault``. ``at`` is the terminal's time."""

    terminal_id: str
    kind: str
    centre: str
    at: datetime
    code: str
    state: str
    detail: str | None


def keep_faults(tx: Transaction, reports: Sequence[Report]) -> None:
    """Keep the present faults and tell of each that appeared or went. One said twice is told once."""
    if not reports:
        return
    ids = {report.terminal_id for report in reports}
    rows = tx.session.execute(select(Fault).where(Fault.terminal_id.in_(ids))).scalars()
    known = {(row.terminal_id, row.code): row for row in rows}
    for report in reports:
        fault = known.get((report.terminal_id, report.code))
        if (fault.state if fault else "cleared") == report.state:
            continue
        if fault is None:
            fault = Fault(terminal_id=report.terminal_id, code=report.code, centre=report.centre, kind=report.kind)
            known[report.terminal_id, report.code] = fault
            tx.session.add(fault)
        fault.state, fault.detail, fault.changed_at = report.state, report.detail, report.at
        told = {
            "terminal_id": report.terminal_id, "kind": report.kind, "code": report.code,
            "state": report.state, "detail": report.detail, "at": report.at,
        }  # fmt: skip
        tx.emit(TERMINAL_FAULTED, report.terminal_id, report.centre, told)


def clear_faults(tx: Transaction, terminal_id: str) -> None:
    """The device that had them is gone; told as cleared now."""
    found = select(Fault).where(Fault.terminal_id == terminal_id, Fault.state == "raised")
    raised = tx.session.execute(found.order_by(Fault.code)).scalars().all()
    keep_faults(
        tx, [Report(terminal_id, each.kind, each.centre, tx.now, each.code, "cleared", None) for each in raised]
    )
