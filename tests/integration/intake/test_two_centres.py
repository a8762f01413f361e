"""A town with two centres: one of specialised windows, one of undifferentiated ones, each with its own queue."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.errors import Refused
from services.intake.admin import load_centre
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.returning import transfer
from services.intake.hall.queue.rules import NobodyWaiting
from services.intake.hall.queue.serving import finish, serve
from services.intake.hall.windows.actions import set_skills
from services.intake.items.catalogue.tables import Window, WindowClass
from services.intake.sheets import SheetRefused
from tests.integration.intake.hall import CENTRE, TOWN, open_hall, town_database

EAST = "taozhu-dong"
WINDOWS = """number,name,ticket_prefix,post_a,post_b,note,classes
1,综合受理一,,东一,东二,无差别受理,全部
2,综合受理二,,东二,东一,无差别受理,全部
3,社保专窗,,东三,东一,先社保、后其他,S；G=1
"""
CLASSES = "prefix,name\nG,综合业务\nS,社会保障\nA,不动产登记\n"


@pytest.fixture
def east(tmp_path: Path) -> Path:
    """The sheets of the town's eastern centre."""
    folder = tmp_path / "east"
    folder.mkdir()
    (folder / "windows.csv").write_text(WINDOWS, "utf-8")
    (folder / "classes.csv").write_text(CLASSES, "utf-8")
    rows = (TOWN / "opening_hours.csv").read_text("utf-8").splitlines()
    (folder / "opening_hours.csv").write_text("\n".join(row for row in rows if "午间" not in row), "utf-8")
    return folder


def load(db: object, folder: Path) -> dict[str, int]:
    return load_centre(db, folder, EAST, "桃渚镇东片便民服务中心", "331082114")  # type: ignore[arg-type]


@pytest.mark.row("S4.1", "Q6", "Q1")
def test_two_centres_of_a_town_keep_their_own_classes_windows_and_queue(database_url: str, east: Path) -> None:
    db = town_database(database_url)
    assert load(db, east)["staff_added"] == 3
    assert load(db, east)["staff_added"] == 0, "safe to repeat"
    with db.reading() as tx:
        posts = set(tx.session.scalars(select(Window.post_a).where(Window.centre == EAST)))
    assert posts == {f"{EAST}-clerk{n:02}" for n in (1, 2, 3)}

    def take(centre: str, *classes: str) -> list[str]:
        numbers = []
        for each in classes:
            with db.transaction() as tx:
                numbers.append(issue_ticket(tx, centre, each, channel="desk").number)
        return numbers

    def serve_all(centre: str, window: int) -> Iterator[str]:
        while True:
            try:
                with db.transaction() as tx:
                    number = call_next(tx, centre, window).number
            except NobodyWaiting:
                return
            yield number
            for verb in (serve, finish):
                with db.transaction() as tx:
                    verb(tx, centre, window)

    assert take(CENTRE, "A", "G") == ["A001", "G001"]
    assert take(EAST, "A", "S", "G", "A", "S", "G") == ["A001", "S001", "G001", "A002", "S002", "G002"]
    undifferentiated, skilled = serve_all(EAST, 1), serve_all(EAST, 3)
    assert [next(undifferentiated), next(undifferentiated)] == ["A001", "S001"], "every class alike, by time"
    assert [next(skilled), next(skilled)] == ["S002", "G001"], "its own first, then what it helps with"
    assert list(skilled) == ["G002"], "and never what it has no skill for"
    assert list(undifferentiated) == ["A002"]
    assert list(serve_all(CENTRE, 1)) == ["A001"], "the other centre's queue is its own"
    with db.transaction() as tx:
        set_skills(tx, EAST, 3, {"A": 0})
    take(EAST, "S", "A")
    assert list(serve_all(EAST, 3)) == ["A003"]
    with pytest.raises(Refused, match="Y"), db.transaction() as tx:
        set_skills(tx, EAST, 3, {"Y": 0})


@pytest.mark.row("S4.1", "Q10")
def test_a_ticket_is_transferred_to_a_window_without_a_class_of_its_own(database_url: str, east: Path) -> None:
    db = town_database(database_url)
    load(db, east)
    with db.transaction() as tx:
        ticket = issue_ticket(tx, EAST, "A", channel="desk")
    for window, expected in ((2, "A"), (3, "S")):
        with db.transaction() as tx:
            tx.actor = type(tx.actor)("clerk", "staff", centres=frozenset({EAST}))
            assert transfer(tx, ticket.id, window=window).prefix == expected
    with db.transaction() as tx:
        assert call_next(tx, EAST, 3).number == "A001"


def test_a_window_that_calls_nothing_or_what_is_not_there_is_refused(database_url: str, east: Path) -> None:
    db = town_database(database_url)
    faulty = east.parent / "faulty"
    shutil.copytree(east, faulty)
    sheet = (
        (faulty / "windows.csv")
        .read_text("utf-8")
        .replace("S；G=1", "S；X")
        .replace("无差别受理,全部", "无差别受理,", 1)
    )
    (faulty / "windows.csv").write_text(sheet, "utf-8")
    with pytest.raises(SheetRefused) as refused:
        load(db, faulty)
    assert [error["message"] for error in refused.value.errors] == ["1号窗口：没有号类", "3号窗口：没有“X”号类"]
    with db.reading() as tx:
        assert not tx.session.scalars(select(WindowClass).where(WindowClass.centre == EAST)).all()


@pytest.mark.row("S4.1")
def test_each_centre_s_clerks_see_their_own_queue(
    database_url: str, broker: BrokerNode, tmp_path: Path, east: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        load(hall.db, east)
        here, there = (hall.client(Role.CLERK, centres=frozenset({centre})) for centre in (CENTRE, EAST))
        assert there.post("/tickets", json={"business_class": "S"}).json()["number"] == "S001"
        assert here.post("/tickets", json={"business_class": "S"}).json()["code"] == "unknown_class"
        classes = {each["business_class"]: each["waiting"] for each in there.get("/queue").json()["classes"]}
        assert classes == {"A": 0, "G": 0, "S": 1}
        assert here.get("/tickets").json()["items"] == []
        assert here.get("/queue", params={"centre": EAST}).status_code == 403
        lead = hall.client(Role.WINDOW_LEAD, centres=frozenset({EAST}))
        assert lead.put("/windows/3/classes", json={"classes": [{"business_class": "G"}]}).status_code == 204
        assert there.post("/windows/3/next", json={}).json()["code"] == "nobody_waiting"
        centre = hall.anonymous().get("/centre", params={"centre": EAST})
        windows = centre.json()["windows"]
        assert [window["prefix"] for window in windows] == [None, None, None]
        assert windows[2]["classes"] == ["G"]
