"""Reading parts: a work list for departments and the desk."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from libs.common.actor import Role
from libs.common.transaction import ReadTransaction
from services.intake.casework.joint.rules import UNANSWERED
from services.intake.casework.joint.tables import JointCase, JointPart


def find_parts(
    tx: ReadTransaction, state: str | None = None, unit: str | None = None, due_before: date | None = None
) -> Select[JointPart]:
    """Parts of the actor's territory; who is of a handling unit alone sees its own. Each with its case."""
    query = select(JointPart).join(JointPart.case).options(contains_eager(JointPart.case))
    if not tx.actor.sees_centre("*"):
        query = query.where(JointPart.centre.in_(tx.actor.centres))
    if tx.actor.roles == {Role.HANDLING_UNIT}:
        query = query.where(JointPart.unit == (tx.actor.unit or ""))
    if unit is not None:
        query = query.where(JointPart.unit == unit)
    if state is not None:
        query = query.where(JointPart.state == state)
    if due_before is not None:
        query = query.where(JointPart.state.in_(UNANSWERED), JointPart.due_on < due_before)
    return query


def joint_of(tx: ReadTransaction, case_id: str) -> JointCase | None:
    return tx.session.get(JointCase, case_id)
