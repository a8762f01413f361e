"""Raising and ending emergencies, and who has shown them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from libs.common.events.devices import EMERGENCY_CHANGED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from libs.terminal import vocabulary as words
from services.devices.commands.rules import hall_span
from services.devices.emergencies.alarms import forget
from services.devices.emergencies.rules import MOST, MOVES, EmergencyOver, TooManyEmergencies, ends_at
from services.devices.emergencies.tables import Emergency, EmergencyBoard
from services.devices.registry.recipients import Recipient, recipients
from services.devices.signage.lists import refresh

_BOARDS = EmergencyBoard.__table__


def raise_emergency(
    tx: Transaction, centre: str, text: str, reason: str, until_at: datetime | None = None
) -> dict[str, Any]:
    """Put ``text`` on every LED board of the centre, before everything else. Raises BadEnd, TooManyEmergencies."""
    tx.actor.require_centre(centre)
    until = ends_at(tx.now, until_at, tx.settings.hall["emergency_hours"])
    running = select(func.count()).where(Emergency.centre == centre, Emergency.state == "in_force")
    if tx.session.execute(running).scalar_one() >= MOST:
        raise TooManyEmergencies()
    row = Emergency(
        id=new_id(), centre=centre, text=text, reason=reason, state="in_force", raised_at=tx.now,
        raised_by=tx.actor.id, until_at=until, version=1,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    expect(tx, row.id, recipients(tx, centre, "led"))
    refresh(tx, centre, (words.EMERGENCY,))
    tx.audit("emergency.raise", row.id, centre=centre, reason=reason, until=until.isoformat())
    _tell(tx, row)
    return show_emergency(tx, row.id)


def end_emergency(tx: Transaction, emergency_id: str, reason: str) -> dict[str, Any]:
    """Take it off every board; they return to their playlists. Raises NotFound, EmergencyOver."""
    row = tx.one(Emergency, emergency_id)
    tx.actor.require_centre(row.centre)
    over(tx, row, "end", by=tx.actor.id, reason=reason, version=tx.if_match)
    tx.audit("emergency.end", row.id, centre=row.centre, reason=reason)
    return show_emergency(tx, row.id)


def over(
    tx: Transaction, row: Emergency, move: str, *, by: str | None, reason: str | None, version: int | None = None
) -> None:
    """The move, the word to the boards, and the end of the alarms about it. Raises EmergencyOver."""
    origin, to = MOVES[move]
    tx.moved(
        Emergency, row.id, origin=origin, to=to, version=version, otherwise=EmergencyOver,
        over_at=tx.now, over_by=by, over_reason=reason,
    )  # fmt: skip
    forget(tx, _BOARDS.c.emergency_id == row.id)
    refresh(tx, row.centre, (words.EMERGENCY,))
    _tell(tx, row)


def expect(tx: Transaction, emergency_id: str, boards: Sequence[Recipient]) -> None:
    """From these boards an answer is awaited."""
    look = tx.now + hall_span(tx.clock, tx.settings.hall["emergency_confirm_seconds"])
    rows = [
        {
            "emergency_id": emergency_id, "terminal_id": led.id, "centre": led.centre, "told_at": tx.now,
            "shown_at": None, "failure": None, "raised_at": None, "tries": int(led.connected), "next_at": look,
        }
        for led in boards
    ]  # fmt: skip
    if rows:
        tx.session.execute(insert(_BOARDS), rows)  # type: ignore[arg-type]


def show_emergency(tx: ReadTransaction, emergency_id: str) -> dict[str, Any]:
    """An emergency with its boards. Raises NotFound, Forbidden."""
    row = tx.one(Emergency, emergency_id)
    tx.actor.require_centre(row.centre)
    found = select(EmergencyBoard).where(EmergencyBoard.emergency_id == row.id).order_by(EmergencyBoard.terminal_id)
    boards = list(tx.session.execute(found.execution_options(populate_existing=True)).scalars())
    shown = {column.key: getattr(row, column.key) for column in Emergency.__table__.columns}
    return shown | {"boards": boards, "confirmed": sum(board.shown_at is not None for board in boards)}


def _tell(tx: Transaction, row: Emergency) -> None:
    told = {
        "emergency_id": row.id, "state": row.state, "text": row.text, "until": row.until_at, "at": tx.now,
    }  # fmt: skip
    tx.emit(EMERGENCY_CHANGED, row.id, row.centre, told)
