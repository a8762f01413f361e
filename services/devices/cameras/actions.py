"""Keeping what cameras say. Late messages (stored while the network was away) never replace newer ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.cameras.rules import KEEP, SNAPSHOT_PATIENCE, NotCamera
from services.devices.cameras.tables import CameraGap, CameraState, CountGap, Snapshot, ZoneCount
from services.devices.commands.actions import order
from services.devices.commands.rules import hall_span
from services.devices.presence.tables import Presence
from services.devices.registry.recipients import own_terminal
from services.devices.registry.tables import Terminal


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
            gap = CameraGap(
                id=new_id(), terminal_id=terminal, centre=centre, began_at=began, reason=data["reason"]
            )
            tx.session.add(gap)
        elif data["online"] and not state.online:
            tx.session.execute(
                update(CameraGap)
                .where(CameraGap.terminal_id == terminal, CameraGap.ended_at.is_(None))
                .values(ended_at=at)
            )
        state.online, state.tampered, state.at = data["online"], data["tampered"], at
        state.last_frame_at, state.reason = data["last_frame_at"], data["reason"]
        tx.session.flush()


def keep_missing(tx: Transaction, gaps: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Log times whose counts are missing. Each is (terminal, centre, data of ``counts-missing``)."""
    rows = {
        (terminal, data["zone"], data["begin"]): {
            "terminal_id": terminal, "zone": data["zone"], "from_at": data["begin"], "centre": centre,
            "until_at": data["until"], "reason": data["reason"],
        }
        for terminal, centre, data in gaps
        if data["begin"] < data["until"]
    }  # fmt: skip
    if rows:
        tx.session.execute(tx.upsert(CountGap.__table__).on_conflict_do_nothing(), list(rows.values()))


def keep_snapshots(tx: Transaction, taken: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Note where pictures lie. Each is (terminal, centre, data of ``snapshot-taken``)."""
    for terminal, centre, data in taken:
        row = Snapshot(
            id=new_id(), terminal_id=terminal, centre=centre, ref=data["ref"], sha256=data["sha256"],
            size=data["bytes"], taken_at=data["taken_at"],
        )  # fmt: skip
        tx.session.add(row)


def ask_for_snapshot(tx: Transaction, terminal_id: str, reason: str) -> str:
    """Ask the agent for a still picture; the command's id. Who asked, and why, is in the book of record.

    Raises NotFound, NotCamera.
    """
    terminal = own_terminal(tx, terminal_id)
    if terminal.kind != "camera":
        raise NotCamera()
    expires_at = tx.now + hall_span(tx.clock, SNAPSHOT_PATIENCE)
    tx.audit("camera.snapshot", terminal_id, reason=reason)
    return order(tx, terminal_id, words.SNAPSHOT, {}, expires_at)


def purge_old(tx: Transaction) -> None:
    """Forget gaps and references of long ago."""
    old = tx.now - KEEP
    tx.session.execute(delete(CountGap).where(CountGap.until_at < old))
    tx.session.execute(delete(CameraGap).where(CameraGap.ended_at < old))
    tx.session.execute(delete(Snapshot).where(Snapshot.taken_at < old))


def cameras_of(tx: ReadTransaction, centre: str) -> list[dict[str, Any]]:
    """The cameras of a centre: what their agents said last, and whether the agents are there."""
    found = (
        select(Terminal.id, Terminal.place, Presence.online, CameraState)
        .join(Presence, Presence.terminal_id == Terminal.id)
        .outerjoin(CameraState, CameraState.terminal_id == Terminal.id)
        .where(Terminal.centre == centre, Terminal.kind == "camera", Terminal.state == "approved")
        .order_by(Terminal.id)
    )
    shown = []
    for terminal_id, place, there, state in tx.session.execute(found):
        said = {name: getattr(state, name, None) for name in ("online", "last_frame_at", "tampered", "reason", "at")}
        # Nothing is known of a camera whose agent is gone, whatever it said last.
        shown.append({"terminal_id": terminal_id, "place": place, "agent_online": there, **said})
        shown[-1]["online"] = bool(there and said["online"])
    return shown


def counts_of(tx: Any, centre: str) -> list[ZoneCount]:
    """The latest count of each zone of a centre."""
    found = select(ZoneCount).where(ZoneCount.centre == centre).order_by(ZoneCount.zone, ZoneCount.terminal_id)
    return list(tx.session.execute(found).scalars())
