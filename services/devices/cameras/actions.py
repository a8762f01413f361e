"""Keeping what cameras say. Late messages (stored while the network was away) never replace newer ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.devices.cameras.tables import CameraGap, CameraState, ZoneCount


def keep_counts(tx: Transaction, counts: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Keep the latest count of each zone. Each item is (terminal, centre, data of ``people-counted``)."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for terminal, centre, data in counts:
        key = (terminal, data["zone"])
        if key in latest and latest[key]["counted_until"] >= data["until"]:
            continue
        latest[key] = {
            "terminal_id": terminal, "zone": data["zone"], "centre": centre,
            "counted_from": data["begin"], "counted_until": data["until"],
            "entered": data["entered"], "left": data["left"], "present": data["present"],
        }  # fmt: skip
    if not latest:
        return
    put = tx.upsert(ZoneCount.__table__)
    put = put.on_conflict_do_update(
        index_elements=["terminal_id", "zone"],
        set_={
            name: put.excluded[name]
            for name in ("centre", "counted_from", "counted_until", "entered", "left", "present")
        },
        where=ZoneCount.counted_until < put.excluded.counted_until,
    )
    tx.session.connection().execute(put, [latest[key] for key in sorted(latest)])


def keep_states(tx: Transaction, states: Sequence[tuple[str, str, datetime, dict[str, Any]]]) -> None:
    """Keep the state of each camera and log its gaps. Each item is (terminal, centre, at, data)."""
    for terminal, centre, at, data in states:
        state = tx.session.get(CameraState, terminal)
        if state is None:
            state = CameraState(terminal_id=terminal, centre=centre, online=True, at=at)
            tx.session.add(state)
        elif at < state.at:
            continue
        if state.online and not data["online"]:
            began = data["last_frame_at"] or at
            gap = CameraGap(id=new_id(), terminal_id=terminal, centre=centre, began_at=began)
            tx.session.add(gap)
        elif data["online"] and not state.online:
            tx.session.execute(
                update(CameraGap)
                .where(CameraGap.terminal_id == terminal, CameraGap.ended_at.is_(None))
                .values(ended_at=at)
            )
        state.online, state.tampered, state.at = data["online"], data["tampered"], at
        state.last_frame_at = data["last_frame_at"]
        tx.session.flush()


def counts_of(tx: Any, centre: str) -> list[ZoneCount]:
    """The latest count of each zone of a centre."""
    found = select(ZoneCount).where(ZoneCount.centre == centre).order_by(ZoneCount.zone, ZoneCount.terminal_id)
    return list(tx.session.execute(found).scalars())
