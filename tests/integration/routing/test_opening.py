"""Acceptance and completion may overtake each other; loading a town may be repeated."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import eventlet
import pytest
from sqlalchemy import func, select

from libs.common.actor import Actor, Role
from libs.common.clock import FixedClock
from libs.common.database import Database
from services.routing.admin import TownRefused, load_town
from services.routing.agents.tables import Agent
from services.routing.delegations.actions import take
from services.routing.delegations.opening import close_case, forget_closed, route_case
from services.routing.delegations.rules import CannotTake
from services.routing.delegations.tables import Decision, Delegation
from services.routing.service import Service
from tests.integration.routing.town import TOWN, loaded


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url, "routing", FixedClock(), Service.metadata)
    database.create_all()
    load_town(database, TOWN)
    yield database
    database.dispose()


def accept_case(db: Database, case: dict[str, object]) -> None:
    with db.transaction() as tx:
        route_case(tx, "taozhu", case)


def complete_case(db: Database, case_id: str) -> None:
    with db.transaction() as tx:
        close_case(tx, "taozhu", case_id, "镇中心已办结")


@pytest.mark.row("R1")
def test_a_case_that_ended_first_is_never_opened(db: Database) -> None:
    case = loaded()
    complete_case(db, case["case_id"])
    accept_case(db, case)
    with db.reading() as tx:
        assert tx.one(Decision, case["case_id"]).outcome == "closed"
        assert tx.session.scalars(select(Delegation)).all() == []
    db.clock.advance(31 * 86400)  # type: ignore[attr-defined]
    with db.transaction() as tx:
        forget_closed(tx)
    with db.reading() as tx:
        assert tx.session.get(Decision, case["case_id"]) is None


def test_accepted_twice_is_opened_once(db: Database) -> None:
    case = loaded()
    accept_case(db, case)
    accept_case(db, case)
    accept_case(db, loaded(delegable=False))
    accept_case(db, loaded(village_code=None))
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Delegation)) == 1


def test_acceptance_and_completion_at_once_leave_nothing_open(db: Database) -> None:
    cases = [loaded() for _ in range(12)]
    pool = eventlet.GreenPool()
    for number, case in enumerate(cases):
        steps = [(accept_case, case), (complete_case, case["case_id"])]
        for step, argument in steps if number % 2 else reversed(steps):
            pool.spawn(step, db, argument)
    pool.waitall()
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Decision)) == len(cases)
        assert set(tx.session.scalars(select(Delegation.state))) <= {"recalled"}


def test_loading_again_changes_nothing_and_a_bad_row_stops_all(db: Database, tmp_path: Path) -> None:
    assert load_town(db, TOWN) == {"centres": 1, "villages": 55, "agents": 110}
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Agent)) == 110
    copy(TOWN / "villages.csv", tmp_path)
    rows = (tmp_path / "villages.csv").read_text(encoding="utf-8").splitlines()
    rows[1] = rows[1].replace("周五", "星期五")
    rows[2] = rows[2].replace("331082114207", "33108211420")
    (tmp_path / "villages.csv").write_text("\n".join([*rows, rows[3]]), encoding="utf-8")
    with pytest.raises(TownRefused) as refused:
        load_town(db, tmp_path)
    assert [error.split("：")[0] for error in refused.value.errors] == [
        f"villages.csv 第 {line} 行" for line in (2, 3, 57)
    ]


def test_two_who_take_at_once_are_one_who_takes(db: Database) -> None:
    case = loaded()
    accept_case(db, case)
    village = frozenset({str(case["village_code"])})

    def taken(post: str) -> str:
        name = f"agent-{case['village_code']}-{post}"
        actor = Actor(
            name, roles=frozenset({Role.VILLAGE_AGENT}), centres=frozenset({"taozhu"}), villages=village
        )
        try:
            with db.transaction(actor) as tx:
                return take(tx, tx.session.scalars(select(Delegation.id)).one()).agent_id
        except CannotTake as refused:
            return refused.code

    pool = eventlet.GreenPool()
    results = [thread.wait() for thread in [pool.spawn(taken, post) for post in "abab"]]
    winners = [result for result in results if result.startswith("agent-")]
    assert len(winners) == 1 and results.count("delegation_not_open") == 3
    with db.reading() as tx:
        assert tx.session.scalars(select(Delegation.agent_id)).one() == winners[0]
