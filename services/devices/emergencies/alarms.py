"""Alarms of boards that have not confirmed: raised once, cleared once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from libs.common.events.devices import EMERGENCY_UNCONFIRMED
from libs.common.transaction import Transaction
from services.devices.emergencies.tables import EmergencyBoard

_BOARDS = EmergencyBoard.__table__


def alarm(tx: Transaction, row: Any, state: str) -> None:
    """Tell that an alarm was raised or cleared; ``row`` has the columns of EmergencyBoard."""
    told = {
        "emergency_id": row.emergency_id, "terminal_id": row.terminal_id, "state": state,
        "reason": row.failure, "at": tx.now,
    }  # fmt: skip
    tx.emit(EMERGENCY_UNCONFIRMED, row.emergency_id, row.centre, told)


def forget(tx: Transaction, *which: Any) -> None:
    """Nothing is awaited of these boards any more."""
    rows = select(_BOARDS).where(*which).order_by(_BOARDS.c.terminal_id, _BOARDS.c.emergency_id)
    for row in tx.session.execute(rows.with_for_update()).all():
        if row.raised_at is not None:
            alarm(tx, row, "cleared")
    tx.session.execute(update(_BOARDS).where(*which).values(next_at=None, raised_at=None))  # type: ignore[arg-type]
