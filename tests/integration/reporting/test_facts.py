"""Facts in the database: once each, a table sees one moment, a town loads twice without doubling."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.events import Envelope
from libs.common.events.intake import TALLY_RECORDED
from services.reporting.admin import TownRefused, load_town
from services.reporting.facts.actions import record_facts
from services.reporting.facts.tables import Fact
from services.reporting.figures.views import table
from services.reporting.periods.rules import day_period
from services.reporting.service import Service
from services.reporting.units.tables import Unit

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "town"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url, "reporting", FixedClock(), Service.metadata)
    database.create_all()
    yield database
    database.dispose()


def tally(number: int, quantity: int = 1) -> Envelope:
    data = {**TALLY_RECORDED.load(TALLY_RECORDED.example), "quantity": quantity, "at": AT}
    subject = f"tally-{number}"
    return Envelope(f"e-{number}", TALLY_RECORDED.type, "/intake/taozhu", subject, AT, 1, "c", None, None, data)


@pytest.mark.row("N10")
def test_the_same_event_again_changes_nothing(db: Database) -> None:
    for _ in range(2):
        with db.transaction() as tx:
            record_facts(tx, [tally(1), tally(2)])
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Fact)) == 2


def test_numbers_beyond_32_bits_add_up(db: Database) -> None:
    with db.transaction() as tx:
        record_facts(tx, [tally(1, 2**40), tally(2, 2**40), tally(3, -1)])
    with db.reading() as tx:
        found = table(tx, "taozhu", day_period("2026-03-02")).town.counts["consultations"]
    assert (found, type(found)) == (2**41 - 1, int)


@pytest.mark.row("G1")
def test_a_table_sees_one_moment_although_facts_arrive_meanwhile(db: Database) -> None:
    with db.transaction() as tx:
        record_facts(tx, [tally(1)])
    period = day_period("2026-03-02")
    with db.reading() as reader:
        before = table(reader, "taozhu", period)
        with db.transaction() as tx:
            record_facts(tx, [tally(2)])
        assert reader.session.scalar(select(func.count()).select_from(Fact)) == 1
    with db.reading() as reader:
        assert before.town.counts["consultations"] == 1
        assert table(reader, "taozhu", period).town.counts["consultations"] == 2


def test_work_of_a_unit_that_is_not_listed_shows_under_its_code(db: Database) -> None:
    with db.transaction() as tx:
        record_facts(tx, [tally(1)])
    with db.reading() as tx:
        found = table(tx, "taozhu", day_period("2026-03-02"))
    assert [(each.code, each.name) for each in found.windows] == [("12", "12")]
    assert all(identity.holds for identity in found.identities)


def test_a_town_loads_twice_without_doubling(db: Database) -> None:
    loaded = [load_town(db, SAMPLES) for _ in range(2)]
    assert loaded[0] == loaded[1]
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Unit)) == sum(loaded[0].values())


def test_a_faulty_sheet_is_told_by_line_and_loads_nothing(db: Database, tmp_path: Path) -> None:
    for name in ("windows.csv", "villages.csv", "units.csv"):
        shutil.copy(SAMPLES / name, tmp_path)
    lines = (SAMPLES / "units.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "units.csv").write_text("\n".join([*lines, lines[1], ",无名,,"]), encoding="utf-8")
    with pytest.raises(TownRefused) as refused:
        load_town(db, tmp_path)
    assert len(refused.value.errors) == 2
    assert refused.value.errors[0].startswith(f"units.csv 第 {len(lines) + 1} 行")
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Unit)) == 0
