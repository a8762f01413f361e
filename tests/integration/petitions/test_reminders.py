"""Approaching, due, overdue: each told once, whatever the clock does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.events.envelope import read_envelope
from libs.common.events.petitions import PETITION_DEADLINE_REACHED
from services.petitions.admin import TownRefused, load_town
from services.petitions.limits.actions import remind
from services.petitions.register.actions import register_petition
from services.petitions.register.tables import Category, Unit
from services.petitions.service import Service
from tests.integration.petitions.town import TOWN, petition, register, unit
from tests.support.harness import Running
from tests.support.harness import test_settings as settings_for_test

DAY = 86400


@pytest.fixture
def db(database_url: str, broker: BrokerNode, tmp_path: Path, clock: FixedClock) -> Iterator[Database]:
    settings = settings_for_test(broker, tmp_path, database_url, broker.amqp_url, clock)
    database = Database(database_url, "petitions", clock, Service.metadata, settings)
    database.create_all()
    load_town(database, TOWN)
    yield database
    database.dispose()


def told(db: Database) -> list[str]:
    """The kinds of reminders so far, in order."""
    with db.reading() as tx:
        rows = tx.session.execute(tx.kernel.outbox.select().order_by(tx.kernel.outbox.c.id)).all()
    events = [read_envelope(row.body) for row in rows]
    return [event.data["kind"] for event in events if event.type == PETITION_DEADLINE_REACHED.type]


def tick(db: Database) -> None:
    with db.transaction() as tx:
        remind(tx)


@pytest.mark.row("P8", "S4.8")
def test_each_reminder_is_given_once(db: Database, clock: FixedClock) -> None:
    with db.transaction() as tx:
        register_petition(tx, **petition())  # due on 9 March
    seen = []
    for _ in range(14):
        tick(db)
        tick(db)
        seen.append(len(told(db)))
        clock.advance(DAY)
    assert told(db) == ["approaching", "due", "overdue"]
    # 2 March is the first day: approaching on the 5th, due on the 9th, overdue on the 10th.
    assert [seen.index(count) + 2 for count in (1, 2, 3)] == [5, 9, 10]


@pytest.mark.row("P8")
def test_after_a_standstill_the_latest_alone(db: Database, clock: FixedClock) -> None:
    with db.transaction() as tx:
        register_petition(tx, **petition())
    clock.advance(60 * DAY)
    tick(db)
    tick(db)
    assert told(db) == ["overdue"]


@pytest.mark.row("P8")
def test_the_service_reminds_by_itself_and_an_answer_ends_it(petitions: Running, clock: FixedClock) -> None:
    path, environment = register(petitions), unit(petitions, "U-SH")
    answered = register(petitions, number="SQ-2")
    environment.post(f"{answered}/sign")
    environment.post(f"{answered}/answer", json={"text": "已处理"})
    clock.advance(8 * DAY)
    (event,) = petitions.wait_for(PETITION_DEADLINE_REACHED)
    assert event.data["kind"] == "overdue" and event.subject == path.rsplit("/", 1)[-1]
    environment.post(f"{path}/sign")
    late = environment.post(f"{path}/answer", json={"text": "已处理"})
    assert late.json()["timing"] == "overdue"


def test_loading_again_changes_nothing_and_a_bad_row_stops_all(db: Database, tmp_path: Path) -> None:
    assert load_town(db, TOWN) == {"units": 40, "categories": 84}
    with db.reading() as tx:
        assert tx.one(Category, ("taozhu", "C0201")).default_unit == "U-SH"
        assert tx.one(Category, ("taozhu", "C0301")).confidential
        assert tx.one(Unit, ("taozhu", "U-SH")).name == "生态环境所"
    for name in ("units.csv", "petition_categories.csv"):
        rows = (TOWN / name).read_text(encoding="utf-8").replace("U-SH,生态", "U-SX,生态").splitlines()
        (tmp_path / name).write_text("\n".join(rows[:6]), encoding="utf-8")
    with pytest.raises(TownRefused) as refused:
        load_town(db, tmp_path)
    assert "petition_categories.csv 第 3 行：没有 U-HW" in refused.value.errors
