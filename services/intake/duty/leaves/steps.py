"""What every act on a leave takes: the leave held, the move made, what is told of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import LEAVE_CHANGED
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.cover.checking import uncovered_by
from services.intake.duty.cover.rules import Line
from services.intake.duty.leaves.refusals import LeaveMoveRefused
from services.intake.duty.leaves.rules import target
from services.intake.duty.leaves.tables import Leave
from services.intake.duty.presence.rules import OnLeave
from services.intake.duty.staff.tables import Staff


def leave_of(tx: ReadTransaction, leave_id: str, *, lock: bool = False) -> Leave:
    """The leave, for somebody of its centre. Raises NotFound, Forbidden (属地), StaleVersion (If-Match)."""
    leave = tx.session.get(Leave, leave_id, with_for_update=lock or None)
    if leave is None:
        raise NotFound(f"请假 {leave_id}")
    tx.actor.require_centre(leave.centre)
    if isinstance(tx, Transaction) and tx.if_match is not None and tx.if_match != leave.version:
        raise StaleVersion(version=leave.version)
    return leave


def move(tx: Transaction, leave: Leave, verb: str, **values: Any) -> None:
    """Make the move that MOVES has for ``verb``; ``leave`` shows it. Raises LeaveMoveRefused."""
    to = target(leave.state, verb)
    tx.moved(Leave, leave.id, origin=[leave.state], to=to, version=leave.version, otherwise=LeaveMoveRefused, **values)


def tell(tx: Transaction, leave: Leave, act: str, uncovered: int = 0) -> None:
    """Tell and write down that it happened; never whose leave, of what kind, or why."""
    told = {
        "leave_id": leave.id, "act": act, "state": leave.state, "first_day": leave.first_day,
        "first_half": leave.first_half, "last_day": leave.last_day, "last_half": leave.last_half,
        "uncovered": uncovered, "at": tx.now,
    }  # fmt: skip
    tx.emit(LEAVE_CHANGED, leave.id, leave.centre, told)
    tx.audit(f"leave.{act}", leave.id, span=leave.span.words, stand_in=leave.stand_in, uncovered=uncovered)


def left_uncovered(tx: ReadTransaction, leave: Leave, stand_in: str | None) -> list[tuple[date, Line]]:
    """The sessions that would be left to nobody if it were approved with ``stand_in`` (None: the other posts)."""
    return uncovered_by(tx, leave.centre, leave.login, OnLeave(leave.span, stand_in))


def staff_at(tx: ReadTransaction, centre: str, login: str, *, lock: bool = False) -> Staff | None:
    """An account of the centre that may sign in; None when there is none."""
    query = select(Staff).where(Staff.centre == centre, Staff.login == login, Staff.active)
    return tx.session.scalars(query.with_for_update() if lock else query).one_or_none()
