"""Publishing at a clerk's desk, and carrying what was published to the end. No arrangement of 2027 is announced yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Actor, Role
from libs.common.editions.carrying import carry_on
from libs.common.editions.queries import in_full
from services.intake.calendar.arrangement import from_days
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.publishing import publish
from services.intake.calendar.tables import BOOK, DeadlineMove, Edition
from tests.integration.intake.case_desk import DIRECTOR, Desk

NOTICE = "2027年放假安排（样例）"
TEN_DAYS, ITS_MATERIALS = "BM-MZ-003", [1, 2, 3, 4, 5]
"""An item with a promised limit of ten working days and a legal one of twenty."""
ADMINISTRATOR = Actor(id="admin", roles=frozenset({Role.ADMINISTRATOR}), centres=frozenset({"*"}))

NEW_YEAR = [
    {"date": "2027-01-01", "kind": "holiday", "name": "元旦"},
    {"date": "2027-01-04", "kind": "holiday", "name": "元旦"},
    {"date": "2027-01-05", "kind": "holiday", "name": "元旦"},
    {"date": "2027-01-09", "kind": "makeup", "name": "元旦"},
]
PLAIN_AGAIN = [
    {"date": "2027-01-04", "kind": "workday"},
    {"date": "2027-01-05", "kind": "workday"},
    {"date": "2027-01-09", "kind": "weekend"},
]


def announce(desk: Desk, days: list[dict[str, Any]], year: int | None = None, source: str = NOTICE) -> dict[str, Any]:
    """Publish; the deadlines have not followed yet."""
    with desk.db.transaction(DIRECTOR) as tx:
        return publish(tx, from_days(days, source, year, True))


def carry(desk: Desk) -> dict[str, Any]:
    """Let the job run to its end; the newest edition as it shows itself."""
    for _ in range(100):
        carry_on(desk.db, BOOK, BEARERS)
        if (shown := newest(desk))["state"] == "carried" and shown["left"] == 0:
            return shown
    raise AssertionError(f"not carried: {shown}")


def newest(desk: Desk) -> dict[str, Any]:
    with desk.db.reading(ADMINISTRATOR) as tx:
        number = tx.session.scalars(select(Edition.number).order_by(Edition.number.desc()).limit(1)).one()
        return in_full(BOOK, tx, BEARERS, number)


def moves(desk: Desk, edition: int | None = None) -> list[DeadlineMove]:
    with desk.db.reading() as tx:
        query = select(DeadlineMove).order_by(DeadlineMove.id)
        found = list(tx.session.scalars(query if edition is None else query.where(DeadlineMove.edition == edition)))
        tx.session.expunge_all()
        return found


def listed(desk: Desk, edition: int | None = None) -> list[tuple[str, str, str, bool, bool]]:
    """Kind, from, to, provisional before and after, of each move."""
    return sorted(
        (move.kind, str(move.before), str(move.after), move.provisional_before, move.provisional_after)
        for move in moves(desk, edition)
    )
