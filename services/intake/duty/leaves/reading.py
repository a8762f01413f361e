"""Reading leave: what stands in some days, and lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select

from libs.common.transaction import ReadTransaction
from services.intake.duty.leaves.rules import STANDING, State
from services.intake.duty.leaves.tables import Leave


def leaves_between(
    tx: ReadTransaction,
    centre: str,
    first: date,
    last: date,
    *,
    login: str | None = None,
    states: Collection[str] = (State.APPROVED,),
) -> list[Leave]:
    """The leaves that have a half day from ``first`` to ``last``, in the order they begin."""
    query = _overlapping(centre, first, last).where(Leave.state.in_(states))
    if login is not None:
        query = query.where(Leave.login == login)
    query = query.order_by(Leave.first_day, Leave.first_half, Leave.id)
    # Whoever waited for a lock looks again, and sees what was decided meanwhile.
    return list(tx.session.scalars(query.execution_options(populate_existing=True)))


def standing_of(tx: ReadTransaction, centre: str, login: str, first: date, last: date) -> list[Leave]:
    """Somebody's leaves, approved or waiting to be."""
    return leaves_between(tx, centre, first, last, login=login, states=STANDING)


def find_leaves(
    centre: str, state: str | None, login: str | None, first: date | None, last: date | None
) -> Select[Leave]:
    query = _overlapping(centre, first or date.min, last or date.max)
    if state is not None:
        query = query.where(Leave.state == state)
    return query if login is None else query.where(Leave.login == login)


def _overlapping(centre: str, first: date, last: date) -> Select[Leave]:
    return select(Leave).where(Leave.centre == centre, Leave.last_day >= first, Leave.first_day <= last)
