"""Who leads the hall on a day, and as whom they are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.transaction import ReadTransaction
from services.intake.duty.leaders.tables import DutyLeader, DutySwap
from services.intake.duty.leaves.reading import leaves_between
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.tables import Placard


def leader_on(tx: ReadTransaction, centre: str, day: date) -> str | None:
    """The login of who is rostered."""
    return tx.session.scalar(select(DutyLeader.login).where(DutyLeader.centre == centre, DutyLeader.day == day))


def has_leader(tx: ReadTransaction, centre: str, day: date) -> bool:
    """Whether somebody is rostered who may sign in and has no leave for any part of the day."""
    query = select(DutyLeader.login).join(Staff, Staff.login == DutyLeader.login)
    login = tx.session.scalar(query.where(DutyLeader.centre == centre, DutyLeader.day == day, Staff.active))
    return login is not None and not leaves_between(tx, centre, day, day, login=login)


def roster(tx: ReadTransaction, centre: str, first: date, last: date) -> list[dict[str, Any]]:
    """The days from ``first`` to ``last`` that have a leader, with name and post as on the whereabouts board."""
    query = (
        select(DutyLeader.day, DutyLeader.login, DutyLeader.version, Staff.name, Placard.post)
        .join(Staff, Staff.login == DutyLeader.login)
        .join(Placard, Placard.staff_id == Staff.id, isouter=True)
        .where(DutyLeader.centre == centre, DutyLeader.day.between(first, last))
        .order_by(DutyLeader.day)
    )
    return [dict(row._mapping) for row in tx.session.execute(query)]


def public_leader(tx: ReadTransaction, centre: str, day: date) -> dict[str, Any]:
    """What everybody may know: name and post. A leader who is off the board is not shown either."""
    found = next((row for row in roster(tx, centre, day, day) if row["post"] is not None), None)
    return {"day": day, "name": found and found["name"], "post": found and found["post"]}


def find_swaps(centre: str, state: str | None, login: str | None) -> Select[DutySwap]:
    """Swaps of a centre; ``login``: those that somebody asked for or is asked."""
    query = select(DutySwap).where(DutySwap.centre == centre)
    if state is not None:
        query = query.where(DutySwap.state == state)
    return query if login is None else query.where((DutySwap.asker == login) | (DutySwap.asked == login))
