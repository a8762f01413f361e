"""The notice that a ticket is n-th in line: once, whatever happened before it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.hall.positions.actions import choose_notice
from services.intake.hall.positions.near import tell_near
from services.intake.hall.positions.tokens import position_token
from services.intake.hall.queue import calling, returning, serving
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, at, town_database
from tests.integration.intake.test_queue_verbs import Desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    clock = at(MONDAY_MORNING)
    yield Desk(town_database(database_url, clock), clock)


def told(desk: Desk) -> list[tuple[str, int]]:
    """Look at the queue as the clock does, twice; the numbers told of since the last look, with those before them."""
    with desk.db.transaction() as tx:
        before = len(_notices(tx))
        tell_near(tx)
    with desk.db.transaction() as tx:
        assert tell_near(tx) == 0, "told once"
    with desk.db.reading() as tx:
        return [(each["number"], each["ahead"]) for each in _notices(tx)[before:]]


def _notices(tx: Any) -> list[dict[str, Any]]:
    outbox = tx.kernel.outbox
    told = select(outbox.c.body).where(outbox.c.routing_key == "ticket.near.v1").order_by(outbox.c.id)
    return [json.loads(row)["data"] for row in tx.session.scalars(told)]


@pytest.mark.row("Q13")
def test_the_third_in_line_is_told_once_however_the_line_became_shorter(desk: Desk) -> None:
    ids = desk.issue("A", 8)
    assert sorted(told(desk)) == [("A001", 0), ("A002", 1), ("A003", 2)]
    desk.next(1)
    assert told(desk) == [("A004", 2)]
    desk.do(returning.requeue, CENTRE, 1)
    assert told(desk) == [], "a place lost and won again is not told of twice"
    desk.do(returning.transfer, ids[1], business_class="B")
    assert sorted(told(desk)) == [("A002", 0)], "in the queue that it came to; the line it left has one less"
    desk.next(1)
    assert told(desk) == [("A005", 2)]
    missed = desk.miss(1)
    desk.do(returning.reactivate, missed)
    assert told(desk) == [], "behind three"
    desk.next(1)
    assert told(desk) == [("A001", 2)], "missed and come back, it is told anew; who was before it now stands behind"
    desk.do(calling.call_number, CENTRE, 11, "A006")
    assert told(desk) == []
    desk.do(serving.serve, CENTRE, 11)
    desk.do(serving.finish, CENTRE, 11)
    desk.do(serving.void_all, CENTRE)
    assert told(desk) == []


@pytest.mark.row("Q13", "Q7")
def test_the_person_chooses_the_place_and_priority_goes_before(desk: Desk) -> None:
    ids = desk.issue("A", 6)
    told(desk)
    assert desk.do(choose_notice, position_token(ids[5]), 1)["near"] is False
    assert desk.do(choose_notice, position_token(ids[4]), 5)["notice_at"] == 5
    assert told(desk) == [("A005", 4)]
    desk.issue("A", 1, priority_ground="老年")
    assert told(desk) == [("A007", 0)], "and those it went before are not told again"
    for _ in range(6):
        desk.next(1)
        desk.finish(1)
    assert told(desk) == [("A006", 0)]
