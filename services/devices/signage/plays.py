"""Keeping what boards prove to have played, and what they say of their flash. Times are the boards' own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, tuple_

from libs.common.clock import local
from libs.common.transaction import Transaction
from services.devices.signage.tables import LedState, PlayDay, PlayPeriod

KEEP = timedelta(days=60)
"""Longer than any board can store; what is older is not believed, for whether it was counted is forgotten."""


def keep_plays(tx: Transaction, plays: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Add up proofs by board, programme and day. Each is (terminal, centre, data of ``played``).

    A stretch that was told before, under whatever message id, counts once.
    """
    fresh: dict[tuple[str, str, datetime], tuple[str, dict[str, Any]]] = {}
    for terminal, centre, data in plays:
        if data["begin"] > tx.now - KEEP and data["times"] and data["begin"] < data["until"]:
            fresh.setdefault((terminal, data["code"], data["begin"]), (centre, data))
    if not fresh:
        return
    known = select(PlayPeriod.terminal_id, PlayPeriod.code, PlayPeriod.from_at).where(
        tuple_(PlayPeriod.terminal_id, PlayPeriod.code, PlayPeriod.from_at).in_(list(fresh))
    )
    for row in tx.session.execute(known):
        fresh.pop(tuple(row))  # type: ignore[arg-type]
    if not fresh:
        return
    marks = [
        {"terminal_id": terminal, "code": code, "from_at": begin, "heard_at": tx.now} for terminal, code, begin in fresh
    ]
    tx.session.execute(tx.upsert(PlayPeriod.__table__), marks)
    put = tx.upsert(PlayDay.__table__)
    earlier, later = _least(tx), _greatest(tx)
    put = put.on_conflict_do_update(
        index_elements=["terminal_id", "code", "day"],
        set_={
            "times": PlayDay.times + put.excluded.times,
            "first_at": earlier(PlayDay.first_at, put.excluded.first_at),
            "last_at": later(PlayDay.last_at, put.excluded.last_at),
        },
    )
    rows = [
        {
            "terminal_id": terminal, "code": code, "day": local(begin).date(), "centre": centre,
            "times": data["times"], "first_at": begin, "last_at": data["until"],
        }
        for (terminal, code, begin), (centre, data) in sorted(fresh.items(), key=lambda each: each[0])
    ]  # fmt: skip
    tx.session.connection().execute(put, rows)


def keep_led_states(tx: Transaction, states: Sequence[tuple[str, str, datetime, dict[str, Any]]]) -> None:
    """Keep the latest word of each board. Each is (terminal, centre, at, data of ``led-state``)."""
    for terminal, centre, at, data in states:
        row = tx.session.get(LedState, terminal)
        if row is None:
            row = LedState(terminal_id=terminal, at=at)
            tx.session.add(row)
        elif at < row.at:
            continue
        row.centre, row.at = centre, at
        row.flash_writes, row.flash_digest = data["flash_writes"], data["flash_digest"]
        row.written_at, row.pending = data["written_at"], data["pending"]
        tx.session.flush()


def purge_periods(tx: Transaction) -> None:
    """Forget the stretches that no board can tell again."""
    tx.session.execute(delete(PlayPeriod).where(PlayPeriod.heard_at < tx.now - 2 * KEEP))


def _least(tx: Transaction) -> Any:
    return func.min if tx.session.connection().dialect.name == "sqlite" else func.least


def _greatest(tx: Transaction) -> Any:
    return func.max if tx.session.connection().dialect.name == "sqlite" else func.greatest
