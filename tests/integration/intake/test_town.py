"""Loading the sample town: all of it, again without doubling, and none of it when a line is wrong."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from libs.common.columns import to_json
from services.intake.admin import load_town
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import item_for_case, item_version, materials_of
from services.intake.items.catalogue.tables import Centre, Item, OpeningHours, Window
from services.intake.sheets import SheetRefused
from tests.integration.intake.hall import CENTRE, TOWN, hall_database, town_database


@pytest.mark.row("S4.3", "S2.1")
def test_the_town_loads_whole_and_again_without_doubling(database_url: str) -> None:
    db = town_database(database_url)
    again = load_town(db, TOWN)
    assert again == {
        "windows": 12, "opening_hours": 32, "items": 78, "materials": 326, "items_published": 0,
        "staff": 164, "staff_added": 0,
    }  # fmt: skip
    with db.reading() as tx:
        counts = [tx.session.scalar(select(func.count()).select_from(table)) for table in (Item, Window, OpeningHours)]
        assert counts == [78, 12, 32]
        item = item_for_case(tx, CENTRE, "BM-GT-001")
        materials = materials_of(tx, item)
        assert (item.version, item.legal_limit, item.promised_limit, item.kind) == (1, 20, 15, "joint")
        assert [m.conditional for m in materials] == [False] * 5 + [True]
        posts = {window.post_a for window in tx.session.scalars(select(Window))}
        assert posts == {f"clerk{n:02}" for n in range(1, 9)}
        agent = tx.session.scalars(select(Staff).where(Staff.login == "agent-331082114206-b")).one()
        assert (agent.name, agent.roles, agent.villages) == ("代办员乙01", ["village_agent"], ["331082114206"])
        unit = tx.session.scalars(select(Staff).where(Staff.unit == "U-DZ")).one()
        assert unit.roles == ["handling_unit"]
        assert set(tx.session.scalars(select(Staff.password_hash))) == {None}


@pytest.mark.row("S4.3")
def test_changed_content_becomes_the_next_version_and_the_old_one_stays(database_url: str, tmp_path: Path) -> None:
    db = town_database(database_url)
    folder = tmp_path / "town"
    shutil.copytree(TOWN, folder)
    items = folder / "items.csv"
    items.write_text(items.read_text("utf-8").replace("联办件,20,15,是,否", "联办件,20,14,是,否", 1), "utf-8")
    assert load_town(db, folder)["items_published"] == 1
    with db.reading() as tx:
        assert item_for_case(tx, CENTRE, "BM-GT-001").promised_limit == 14
        old = item_version(tx, CENTRE, "BM-GT-001", 1)
        assert (old.promised_limit, old.state) == (15, "retired")
        assert len(materials_of(tx, old)) == 6


@pytest.mark.row("C3")
def test_a_faulty_line_is_named_and_nothing_is_loaded(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(TOWN, folder)
    items = folder / "items.csv"
    items.write_text(items.read_text("utf-8").replace("联办件,20,15,是,否", "联办件,20,25,是,否", 1), "utf-8")
    db = hall_database(database_url)
    with pytest.raises(SheetRefused) as refused:
        load_town(db, folder)
    (error,) = refused.value.errors
    assert error["field"] == "items.csv:2"
    assert "长于法定时限" in error["message"]
    with db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Staff)) == 0


def test_a_place_keeps_its_own_rules_when_the_town_is_loaded_again(database_url: str) -> None:
    db = town_database(database_url)
    with db.transaction() as tx:
        tx.session.execute(update(Centre).values(calls_before_missed=2))
        tx.session.execute(update(Staff).where(Staff.login == "clerk01").values(roles=["window_lead"]))
    load_town(db, TOWN)
    with db.reading() as tx:
        assert tx.one(Centre, CENTRE).calls_before_missed == 2
        clerk = tx.session.scalars(select(Staff).where(Staff.login == "clerk01")).one()
        assert to_json(clerk.roles) == '["window_lead"]'
