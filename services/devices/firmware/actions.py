"""Saying which firmware is wanted, and finding the terminals that are behind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from libs.common.transaction import Transaction
from services.devices.firmware.tables import Firmware
from services.devices.presence.tables import Presence
from services.devices.registry.tables import Terminal


def put_firmware(tx: Transaction, centre: str, kind: str, desired: str, note: str) -> Firmware:
    """Set what a centre's terminals of a kind should have. Raises Forbidden."""
    tx.actor.require_centre(centre)
    row = tx.session.get(Firmware, (centre, kind), with_for_update=True)
    if row is None:
        row = Firmware(centre=centre, kind=kind, version=0)
        tx.session.add(row)
    row.desired, row.note, row.version = desired, note, row.version + 1
    row.changed_at, row.changed_by = tx.now, tx.actor.id
    tx.session.flush()
    tx.audit("firmware.put", f"{centre}/{kind}", desired=desired)
    return row


def behind(centre: str, kind: str | None) -> Select[*tuple[Any, ...]]:
    """Approved terminals that report other firmware than they should have, or none yet."""
    found = (
        select(
            Terminal.id, Terminal.kind, Terminal.place, Presence.firmware.label("reported"), Firmware.desired,
            Firmware.note, Presence.online,
        )
        .join(Presence, Presence.terminal_id == Terminal.id)
        .join(Firmware, (Firmware.centre == Terminal.centre) & (Firmware.kind == Terminal.kind))
        .where(Terminal.centre == centre, Terminal.state == "approved")
        .where(or_(Presence.firmware.is_(None), Presence.firmware != Firmware.desired))
    )  # fmt: skip
    return found if kind is None else found.where(Terminal.kind == kind)
