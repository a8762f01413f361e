"""The hall's dates of a delegated case move: the village's copy follows, whatever is heard first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import eventlet
import pytest
from sqlalchemy import select

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.events.intake import CASE_DEADLINE_MOVED
from services.routing.admin import load_town
from services.routing.delegations.following import forget_dates, move_deadline
from services.routing.delegations.opening import close_case, route_case
from services.routing.delegations.tables import CaseDates, Delegation, DelegationMove
from services.routing.service import Service
from tests.integration.routing.town import BEITANG, TOWN, accept, agent, loaded
from tests.support.harness import Running
from tests.support.waiting import eventually

pytestmark = pytest.mark.row("N1")


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url, "routing", FixedClock(), Service.metadata)
    database.create_all()
    load_town(database, TOWN)
    yield database
    database.dispose()


def accepted(**changed: Any) -> dict[str, Any]:
    return loaded(promised_on="2027-01-11", legal_on="2027-01-25", provisional=True, **changed)


def moved(case: dict[str, Any], due_on: str | None = "2027-01-12", **changed: Any) -> dict[str, Any]:
    said = {**CASE_DEADLINE_MOVED.example, "case_id": case["case_id"], "due_on": due_on, "legal_on": "2027-01-26"}
    return CASE_DEADLINE_MOVED.load({**said, "provisional": False, **changed})


def hear(db: Database, case: dict[str, Any], sequence: int | None = None) -> None:
    """An acceptance, or with ``sequence`` a move of the deadline."""
    with db.transaction() as tx:
        if sequence is None:
            route_case(tx, "taozhu", case)
        else:
            move_deadline(tx, "taozhu", sequence, case)


def delegation(db: Database) -> Delegation:
    with db.reading() as tx:
        [found] = tx.session.scalars(select(Delegation)).all()
        tx.session.expunge(found)
        return found


def test_an_open_delegation_takes_the_new_date(db: Database) -> None:
    case = accepted()
    hear(db, case)
    assert (delegation(db).due_on, delegation(db).provisional) == (date(2027, 1, 11), True)
    hear(db, moved(case), 3)
    after = delegation(db)
    assert (after.due_on, after.provisional, after.version) == (date(2027, 1, 12), False, 2)
    with db.reading() as tx:
        notes = tx.session.scalars(select(DelegationMove.note).where(DelegationMove.move == "deadline")).all()
    assert notes == ["办理期限 2027-01-11 → 2027-01-12"]
    hear(db, moved(case, None, legal_on=None), 4)
    assert delegation(db).due_on == date(2027, 1, 12), "the case's clock stands, the village's day is as it was"
    hear(db, moved(case, "2027-01-30", deadline="reply"), 5)
    assert delegation(db).due_on == date(2027, 1, 12)


def test_events_in_any_order_end_in_the_newest_dates(db: Database) -> None:
    case = accepted()
    hear(db, moved(case, "2027-01-13"), 4)  # before the acceptance, and before the older of the two
    hear(db, moved(case, "2027-01-12"), 3)
    hear(db, case)
    assert (delegation(db).due_on, delegation(db).provisional) == (date(2027, 1, 13), False)
    hear(db, moved(case, "2027-01-12"), 3)
    assert delegation(db).due_on == date(2027, 1, 13)
    with db.transaction() as tx:
        close_case(tx, "taozhu", case["case_id"], "镇中心已办结")
    hear(db, moved(case, "2027-01-20"), 6)
    assert delegation(db).due_on == date(2027, 1, 13), "it is over"
    db.clock.advance(31 * 86400)  # type: ignore[attr-defined]
    with db.transaction() as tx:
        forget_dates(tx)
        assert tx.session.get(CaseDates, case["case_id"]) is None


def test_acceptance_and_move_at_once_end_in_the_new_date(db: Database) -> None:
    cases = [accepted() for _ in range(12)]
    pool = eventlet.GreenPool()
    for number, case in enumerate(cases):
        heard = [(case, None), (moved(case), 3)]
        for data, sequence in heard if number % 2 else reversed(heard):
            pool.spawn(hear, db, data, sequence)
    pool.waitall()
    with db.reading() as tx:
        assert set(tx.session.scalars(select(Delegation.due_on))) == {date(2027, 1, 12)}


def test_the_agent_sees_it(routing: Running) -> None:
    case_id = accept(routing, promised_on="2027-01-11", legal_on="2027-01-25", provisional=True)
    seen = agent(routing, BEITANG)

    def first() -> dict[str, Any]:
        shown: list[dict[str, Any]] = seen.get("/delegations", params={"centre": "taozhu"}).json()["items"]
        return shown[0] if shown else {}

    assert eventually(lambda: first().get("provisional"))
    routing.publish(CASE_DEADLINE_MOVED, case_id, moved({"case_id": case_id}))
    assert eventually(lambda: first()["due_on"] == "2027-01-12") and not first()["provisional"]
    history = seen.get(f"/delegations/{first()['id']}/history").json()["items"]
    assert [step["move"] for step in history] == ["open", "deadline"]
