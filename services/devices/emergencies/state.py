"""What is in force, for those who tell the boards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.devices.emergencies.rules import item
from services.devices.emergencies.tables import Emergency

_TABLE = Emergency.__table__


def in_force(tx: ReadTransaction, centre: str) -> list[dict[str, Any]]:
    """Items of the command ``emergency``, the oldest first."""
    found = select(_TABLE).where(
        _TABLE.c.centre == centre, _TABLE.c.state == "in_force", _TABLE.c.until_at > tx.now
    )
    return [item(row) for row in tx.session.execute(found.order_by(_TABLE.c.id))]
