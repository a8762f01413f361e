"""*petitions* keeps its own copy of the calendar, and its open petitions follow it. No year after 2026 is announced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.editions.carrying import carry_on
from libs.common.editions.standing import in_force
from libs.common.events.envelope import read_envelope
from libs.common.events.intake import CALENDAR_PUBLISHED
from libs.common.events.petitions import PETITION_DEADLINE_MOVED, PETITION_DEADLINE_REACHED
from services.petitions.admin import load_town
from services.petitions.calendar.actions import take_in
from services.petitions.calendar.tables import BOOK, DeadlineMove, Edition, PublishedDay
from services.petitions.dispatch.actions import redispatch_petition
from services.petitions.limits.actions import remind
from services.petitions.limits.following import OpenPetitions
from services.petitions.register.actions import register_petition
from services.petitions.register.tables import Petition
from services.petitions.register.views import show
from services.petitions.service import Service
from tests.integration.petitions.town import TOWN, officer, petition, register, unit
from tests.support.harness import Running
from tests.support.harness import test_settings as settings_for_test
from tests.support.waiting import eventually

pytestmark = pytest.mark.row("N1", "N2")
BEARERS = (OpenPetitions(),)


def published(number: int, *days: tuple[str, str], confirmed: bool = True) -> dict[str, Any]:
    """The data of CALENDAR_PUBLISHED as a reaction gets it."""
    rows = [
        {"date": on, "kind": kind, "name": "元旦", "source": "样例", "confirmed": confirmed} for on, kind in days
    ]
    said = {"number": number, "part": 1, "parts": 1, "source": "样例", "published_at": "2026-11-05T02:00:00Z"}
    return CALENDAR_PUBLISHED.load({**said, "days": rows})


NEW_YEAR = published(1, ("2027-01-01", "holiday"), ("2027-01-04", "holiday"), ("2027-01-09", "makeup"))
SECOND = published(2, ("2027-01-04", "workday"), ("2027-01-05", "holiday"))
THIRD = published(3, ("2027-01-05", "workday"), ("2027-01-06", "holiday"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 12, 31, 1, 0, tzinfo=UTC))  # Thursday, 9:00 in the hall


@pytest.fixture
def db(database_url: str, broker: BrokerNode, tmp_path: Path, clock: FixedClock) -> Iterator[Database]:
    settings = settings_for_test(broker, tmp_path, database_url, broker.amqp_url, clock)
    database = Database(database_url, "petitions", clock, Service.metadata, settings)
    database.create_all()
    load_town(database, TOWN)
    carry(database)
    yield database
    database.dispose()


def carry(db: Database) -> None:
    for _ in range(20):
        carry_on(db, BOOK, BEARERS)
    with db.reading() as tx:
        assert not tx.session.scalars(select(Edition).where(Edition.state == "carrying")).all()


def hear(db: Database, *publications: dict[str, Any]) -> None:
    for data in publications:
        with db.transaction() as tx:
            take_in(tx, data)


def registered(db: Database, **more: Any) -> str:
    with db.transaction() as tx:
        return register_petition(tx, **petition(**more)).id


def seen(db: Database, petition_id: str) -> Petition:
    with db.reading() as tx:
        found = tx.one(Petition, petition_id)
        tx.session.expunge(found)
        return found


def told(db: Database, kind: str) -> list[dict[str, Any]]:
    outbox = db.kernel.outbox
    with db.reading() as tx:
        events = [read_envelope(body) for body in tx.session.scalars(select(outbox.c.body).order_by(outbox.c.id))]
    return [event.data for event in events if event.type == kind]


def test_the_order_of_arrival_does_not_matter(db: Database) -> None:
    ends = set()
    for order in permutations((NEW_YEAR, SECOND, THIRD)):
        with db.transaction() as tx:
            tx.session.execute(delete(PublishedDay))
        hear(db, *order, order[0])
        with db.reading() as tx:
            calendar = in_force(BOOK, tx).calendar
        ends.add(calendar.id)
        assert [calendar.is_working(date(2027, 1, n)) for n in (4, 5, 6, 9)] == [True, True, False, True]
    assert len(ends) == 1
    carry(db)


def test_an_open_petition_follows_with_the_words(db: Database, clock: FixedClock) -> None:
    petition_id = registered(db)  # a complaint: five working days, a day to sign
    before = seen(db, petition_id)
    assert (before.due_on, before.provisional) == (date(2027, 1, 8), True)
    assert (before.sign_by, before.sign_provisional) == (date(2027, 1, 4), True)
    hear(db, NEW_YEAR)
    carry(db)
    after = seen(db, petition_id)
    assert (after.due_on, after.sign_by) == (date(2027, 1, 9), date(2027, 1, 5))
    assert (after.provisional, after.sign_provisional, after.version) == (True, True, before.version + 1)
    with db.reading() as tx:
        moves = {move.kind: move for move in tx.session.scalars(select(DeadlineMove))}
        derivation = show(tx, petition_id)["derivation"]
        tx.session.expunge_all()
    assert moves["petition-due"].text == (
        "2027年1月8日（暂定） → 2027年1月9日（暂定）：2027年1月4日由工作日改为节假日（元旦）、"
        "2027年1月9日由周末改为调休上班（元旦）"
    )
    assert (moves["petition-due"].number, moves["petition-sign"].moved) == (before.number, True)
    assert any("工作日历更新（版本 1-" in step for step in derivation)
    [event] = told(db, PETITION_DEADLINE_MOVED.type)
    assert (event["was_due_on"], event["due_on"]) == (date(2027, 1, 8), date(2027, 1, 9))
    clock.advance(8 * 86400)  # the 8th: by the guess the last day, by the announcement the one before
    for _ in range(2):
        with db.transaction() as tx:
            remind(tx)
    assert [event["kind"] for event in told(db, PETITION_DEADLINE_REACHED.type)] == ["approaching"]


def test_a_countys_own_date_stays_and_the_signing_follows(db: Database) -> None:
    petition_id = registered(db, county_due_on=date(2027, 1, 6))
    hear(db, NEW_YEAR)
    carry(db)
    after = seen(db, petition_id)
    assert (after.due_on, after.provisional, after.sign_by) == (date(2027, 1, 6), False, date(2027, 1, 5))
    with db.transaction() as tx:
        redispatch_petition(tx, petition_id, unit="U-HW")  # the ledger goes on behind what it noted
    with db.transaction() as tx:
        take_in(tx, SECOND)
    carry(db)
    assert seen(db, petition_id).sign_by == date(2027, 1, 4)


def test_the_service_hears_and_shows_it(petitions: Running, clock: FixedClock) -> None:
    director = petitions.client(Role.DIRECTOR)
    path, signed = register(petitions), register(petitions, number="SQ-2")
    unit(petitions, "U-SH").post(f"{signed}/sign")
    later = published(2, ("2027-01-05", "holiday"))
    petitions.publish(CALENDAR_PUBLISHED, "calendar", later, centre="*")
    assert eventually(lambda: director.get("/calendar/editions/2").json().get("state") == "carried")
    petitions.publish(CALENDAR_PUBLISHED, "calendar", NEW_YEAR, centre="*")

    def look() -> dict[str, Any]:
        shown: dict[str, Any] = director.get("/calendar/editions/3").json()
        assert shown.get("state") == "carried", shown
        return shown

    edition = eventually(look)
    assert edition["source"] == "样例（第1号）"
    found = officer(petitions).get(path).json()
    assert (found["due_on"], found["provisional"]) == ("2027-01-11", True)
    moves = officer(petitions).get("/calendar/editions/2/moves").json()["items"]
    moves += officer(petitions).get("/calendar/editions/3/moves").json()["items"]
    last = {(move["subject_id"], move["kind"]): move["after"] for move in moves}
    assert last[found["id"], "petition-due"] == "2027-01-11"
    assert last[found["id"], "petition-sign"] == "2027-01-06"
    assert (signed.rsplit("/", 1)[-1], "petition-sign") not in last, "signed already"
