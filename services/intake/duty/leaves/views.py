"""What a leave looks like to who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction
from services.intake.duty.leaves.rules import KINDS, State
from services.intake.duty.leaves.steps import left_uncovered
from services.intake.duty.leaves.tables import Leave
from services.intake.duty.staff.tables import Staff


def shown_all(tx: ReadTransaction, leaves: Iterable[Leave]) -> list[dict[str, Any]]:
    found = list(leaves)
    logins = {leave.login for leave in found}
    names = dict(tx.session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(logins))).all())
    return [
        {
            **{column.key: getattr(leave, column.key) for column in Leave.__table__.columns},
            "name": names.get(leave.login, leave.login),
            "kind_words": KINDS[leave.kind],
            "reason": mask_text(leave.reason),
        }
        for leave in found
    ]


def shown(tx: ReadTransaction, leave: Leave) -> dict[str, Any]:
    """The leave and, while it waits for a decision, what approving it would leave to nobody."""
    [found] = shown_all(tx, [leave])
    left = left_uncovered(tx, leave, leave.stand_in) if leave.state == State.REQUESTED else []
    uncovers = [{"day": day, "start": line.start, "end": line.end, "window": line.window} for day, line in left]
    return {**found, "uncovers": uncovers}
