"""Which boards show an emergency: their answers, the silence of others, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from libs.common.transaction import Transaction
from libs.terminal import vocabulary as words
from services.devices.commands.actions import Answered, Order, give
from services.devices.commands.rules import hall_span
from services.devices.emergencies.actions import over
from services.devices.emergencies.alarms import alarm, forget
from services.devices.emergencies.rules import wait
from services.devices.emergencies.state import in_force
from services.devices.emergencies.tables import Emergency, EmergencyBoard
from services.devices.presence.tables import Presence
from services.devices.registry.recipients import Recipient, recipient
from services.devices.registry.tables import Terminal
from services.devices.signage.tables import LedList

_BOARDS = EmergencyBoard.__table__


def confirm(tx: Transaction, answered: Sequence[Answered]) -> None:
    """Take boards' answers to ``emergency``: each item of it is shown, or was not."""
    for each in answered:
        ids = [item["code"] for item in each.data["items"]] if each.name == words.EMERGENCY else []
        if not ids:
            continue
        mine = (_BOARDS.c.terminal_id == each.answer.terminal_id, _BOARDS.c.emergency_id.in_(ids))
        waiting = select(_BOARDS).where(*mine, _BOARDS.c.shown_at.is_(None)).order_by(_BOARDS.c.emergency_id)
        rows = tx.session.execute(waiting.with_for_update()).all()
        if each.answer.outcome != "done":
            failure = (each.answer.reason or each.answer.outcome)[:200]
            tx.session.execute(update(_BOARDS).where(*mine, _BOARDS.c.shown_at.is_(None)).values(failure=failure))  # type: ignore[arg-type]
            continue
        for row in rows:
            if row.raised_at is not None:
                alarm(tx, row, "cleared")
        shown = {"shown_at": each.answer.at, "failure": None, "raised_at": None, "next_at": None}
        tx.session.execute(update(_BOARDS).where(*mine, _BOARDS.c.shown_at.is_(None)).values(**shown))  # type: ignore[arg-type]


def await_boards(tx: Transaction, boards: Sequence[Recipient]) -> None:
    """Boards say hello while something is in force: from now on their answers are awaited, a new board's too."""
    look = tx.now + hall_span(tx.clock, tx.settings.hall["emergency_confirm_seconds"])
    rows = [
        {"emergency_id": item["code"], "terminal_id": led.id, "centre": led.centre, "told_at": tx.now, "tries": 1,
         "next_at": look}
        for led in boards
        for item in in_force(tx, led.centre)
    ]  # fmt: skip
    if not rows:
        return
    put = tx.upsert(_BOARDS).on_conflict_do_update(
        index_elements=["emergency_id", "terminal_id"],
        set_={"told_at": tx.now, "tries": 1, "next_at": look},
        where=_BOARDS.c.shown_at.is_(None),
    )
    tx.session.connection().execute(put, rows)


def look_after(tx: Transaction) -> None:
    """End what has lapsed; name the boards that have not confirmed, and tell those that are there once more."""
    lapsed = select(Emergency).where(Emergency.state == "in_force", Emergency.until_at <= tx.now)
    for emergency in tx.session.execute(lapsed.order_by(Emergency.id)).scalars().all():
        over(tx, emergency, "lapse", by=None, reason=None)
    late = (
        select(_BOARDS, Terminal.state, Presence.connected)
        .join(Terminal, Terminal.id == _BOARDS.c.terminal_id)
        .join(Presence, Presence.terminal_id == _BOARDS.c.terminal_id)
        .where(_BOARDS.c.next_at <= tx.now)
        .order_by(_BOARDS.c.terminal_id, _BOARDS.c.emergency_id)
        .limit(500)
        .with_for_update(of=_BOARDS, skip_locked=True)
    )
    again: dict[str, None] = {}
    for row in tx.session.execute(late).all():
        mine = (_BOARDS.c.emergency_id == row.emergency_id, _BOARDS.c.terminal_id == row.terminal_id)
        if row.state != "approved":  # taken out of service: nobody waits for it
            forget(tx, *mine)
            continue
        if row.raised_at is None:
            alarm(tx, row, "raised")
        tries = row.tries + bool(row.connected)
        seconds = wait(tx.settings.hall["emergency_confirm_seconds"], tries)
        kept: dict[str, Any] = {"raised_at": row.raised_at or tx.now, "tries": tries}
        # One that is away says hello when it is back, and is told then.
        kept["next_at"] = tx.now + hall_span(tx.clock, seconds) if row.connected else None
        tx.session.execute(update(_BOARDS).where(*mine).values(**kept))  # type: ignore[arg-type]
        if row.connected:
            again[row.terminal_id] = None
    for terminal_id in again:
        _repeat(tx, terminal_id)


def _repeat(tx: Transaction, terminal_id: str) -> None:
    """The same state under a new command id: what was lost on the way, or could not be shown, may do so now."""
    led = recipient(tx, terminal_id)
    row = tx.session.get(LedList, (terminal_id, words.EMERGENCY))
    if led is not None and row is not None and (items := in_force(tx, led.centre)):
        give(tx, [Order(led, words.EMERGENCY, {"revision": row.revision, "items": items})])

