"""What every act on a visit takes: the visit held, the move made, what its events tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.errors import NotFound
from libs.common.events import Event
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import codes
from services.intake.appointments.visits.refusals import IllegalMove, VisitNotFound
from services.intake.appointments.visits.rules import target
from services.intake.appointments.visits.tables import Visit


def visit_by_code(tx: ReadTransaction, number: str, code: str, *, lock: bool = False) -> Visit:
    """The visit of who holds its number and code. Raises VisitNotFound."""
    query = select(Visit).where(Visit.number == number)
    visit = tx.session.scalars(query.with_for_update() if lock else query).one_or_none()
    right = codes.matches(visit.code_hash if visit else None, number, code)
    if visit is None or not right:
        raise VisitNotFound()
    return visit


def visit_at_desk(tx: ReadTransaction, visit_id: str, *, lock: bool = False) -> Visit:
    """The visit, for somebody of its centre. Raises NotFound, Forbidden (属地)."""
    visit = tx.session.get(Visit, visit_id, with_for_update=lock or None)
    if visit is None:
        raise NotFound(f"上门服务 {visit_id}")
    tx.actor.require_centre(visit.centre)
    return visit


def move(tx: Transaction, visit: Visit, verb: str, **values: Any) -> None:
    """Make the move that MOVES has for ``verb``; ``visit`` shows it. Raises IllegalMove, StaleVersion (If-Match)."""
    origin = visit.state
    to = target(origin, verb)
    tx.moved(Visit, visit.id, origin=[origin], to=to, version=tx.if_match, otherwise=IllegalMove, **values)


def tell(tx: Transaction, event: Event, visit: Visit, **more: Any) -> None:
    """Tell of the visit; never whom it is to."""
    told = {
        "visit_id": visit.id,
        "visit_number": visit.number,
        "item_code": visit.item_code,
        "window": visit.window,
        "village_code": visit.village_code,
        "at": tx.now,
        **more,
    }
    tx.emit(event, visit.id, visit.centre, told)
