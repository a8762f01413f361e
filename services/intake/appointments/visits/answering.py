"""Answering a request (答复), planning it anew, and the register form afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import VISIT_ANSWERED, VISIT_FINISHED, VISIT_REPLANNED
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.appointments.visits.refusals import AgreedInPast
from services.intake.appointments.visits.rules import require_staff, require_times, target
from services.intake.appointments.visits.steps import move, tell, visit_at_desk
from services.intake.appointments.visits.tables import Visit
from services.intake.duty.staff.tables import Staff


def agree(tx: Transaction, visit_id: str, agreed_for: datetime, staff: Sequence[str]) -> Visit:
    """Answer with a time and the people who come (logins, two at least).

    Raises NotFound, Forbidden, IllegalMove, StaleVersion, AgreedInPast, TooFewStaff, UnknownStaff.
    """
    visit = visit_at_desk(tx, visit_id, lock=True)
    target(visit.state, "agree")
    going = _people(tx, visit, agreed_for, staff)
    move(tx, visit, "agree", agreed_for=agreed_for, staff=going, **_answered(tx))
    tell(tx, VISIT_ANSWERED, visit, agreed=True, agreed_for=agreed_for, reason=None, late=_late(tx, visit))
    tx.audit("visit.agree", visit.id, agreed_for=agreed_for.isoformat(), staff=going)
    return visit


def decline(tx: Transaction, visit_id: str, reason: str) -> Visit:
    """Answer that nobody can come, and why. Raises NotFound, Forbidden, IllegalMove, StaleVersion."""
    visit = visit_at_desk(tx, visit_id, lock=True)
    told = mask_text(reason)
    move(tx, visit, "decline", decline_reason=told, **_answered(tx))
    tell(tx, VISIT_ANSWERED, visit, agreed=False, agreed_for=None, reason=told, late=_late(tx, visit))
    tx.audit("visit.decline", visit.id, reason=told)
    return visit


def replan(tx: Transaction, visit_id: str, agreed_for: datetime, staff: Sequence[str]) -> Visit:
    """Another time or other people. Raises as ``agree``."""
    visit = visit_at_desk(tx, visit_id, lock=True)
    target(visit.state, "replan")
    was = visit.agreed_for
    going = _people(tx, visit, agreed_for, staff)
    move(tx, visit, "replan", agreed_for=agreed_for, staff=going)
    tell(tx, VISIT_REPLANNED, visit, was_agreed_for=was, agreed_for=agreed_for)
    tx.audit("visit.replan", visit.id, agreed_for=agreed_for.isoformat(), staff=going)
    return visit


def finish(
    tx: Transaction,
    visit_id: str,
    *,
    left_at: datetime,
    arrived_at: datetime,
    returned_at: datetime,
    outcome: str,
    result: str,
    **form: Any,
) -> Visit:
    """The register form: when, what was taken along, what came of it, signed or not, how satisfied (if said).

    Raises NotFound, Forbidden, IllegalMove, StaleVersion, TimesOutOfOrder.
    """
    visit = visit_at_desk(tx, visit_id, lock=True)
    target(visit.state, "finish")
    require_times(left_at, arrived_at, returned_at, tx.now)
    move(
        tx, visit, "finish", left_at=left_at, arrived_at=arrived_at, returned_at=returned_at, outcome=outcome,
        result=result, finished_at=tx.now, **form,
    )  # fmt: skip
    tell(tx, VISIT_FINISHED, visit, outcome=outcome, staff=len(visit.staff))
    tx.audit("visit.finish", visit.id, outcome=outcome, staff=visit.staff)
    return visit


def _people(tx: Transaction, visit: Visit, agreed_for: datetime, staff: Sequence[str]) -> list[str]:
    if agreed_for <= tx.now:
        raise AgreedInPast(field="agreed_for")
    known = select(Staff.login).where(Staff.centre == visit.centre, Staff.active, Staff.login.in_(staff))
    return require_staff(staff, tx.session.scalars(known).all())


def _answered(tx: Transaction) -> dict[str, Any]:
    return {"answered_at": tx.now, "answered_by": tx.actor.id, "next_mark_on": None}


def _late(tx: Transaction, visit: Visit) -> bool:
    return local(tx.now).date() > visit.answer_by
