"""The catalogue out and in as a file, on both databases and through the running service: all of it or nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import eventlet
import openpyxl
import pytest
from sqlalchemy import func, select

from libs.common.actor import Actor, Cause, Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.errors import Forbidden, Refused
from libs.common.events.intake import CATALOGUE_IMPORTED, ITEM_DRAFT_CHANGED, ITEM_PUBLISHED, ITEM_RETIRED
from libs.common.http import Call
from services.intake.items.catalogue import drafting
from services.intake.items.catalogue.actions import contents_of, items_in_force
from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.publishing import catalogue_hash
from services.intake.items.catalogue.refusals import VersionScheduled
from services.intake.items.catalogue.sweeps import follow_days
from services.intake.items.catalogue.tables import Item, Window
from services.intake.items.worksheets import previewing
from services.intake.items.worksheets.applying import apply_import
from services.intake.items.worksheets.exporting import XLSX, ZIP
from services.intake.items.worksheets.previewing import forget_previews
from services.intake.items.worksheets.refusals import CatalogueChanged, FileUnreadable, ImportApplied, ImportFaulty
from services.intake.items.worksheets.tables import CatalogueImport, ImportLine
from services.intake.items.worksheets.workbook import write_workbook
from tests.integration.intake.booking_desk import hall as wall
from tests.integration.intake.case_desk import DIRECTOR, Desk, day, open_desk
from tests.integration.intake.hall import open_hall
from tests.support.postgres import PostgresServer

CENTRE, NOW = "taozhu", datetime(2026, 3, 2, 8, 30)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


def standing(desk: Desk) -> dict[str, ItemContent]:
    with desk.db.reading() as tx:
        contents = contents_of(tx, tx.session.scalars(items_in_force(tx, CENTRE).order_by(Item.code)).all())
    return {content.code: content for content in contents}


def upload(
    desk: Desk, contents: Sequence[ItemContent], *, retire_missing: bool = False, actor: Actor = DIRECTOR
) -> CatalogueImport:
    call = Call(actor, Cause.fresh(), "", "", {}, 30.0)
    content = write_workbook(contents, NOW)
    return previewing.preview(desk.db, call, CENTRE, content, retire_missing=retire_missing)


def apply(desk: Desk, import_id: str, valid_from: str | None = None, **more: Any) -> CatalogueImport:
    with desk.act(DIRECTOR) as tx:
        return apply_import(tx, import_id, day(valid_from) if valid_from else None, **more)


def state(desk: Desk) -> tuple[Any, ...]:
    """Everything that an import that is refused must leave as it was."""
    with desk.db.reading() as tx:
        rows = tx.session.execute(select(Item.code, Item.version, Item.state, Item.valid_until).order_by(Item.id)).all()
        events = tx.session.scalar(select(func.count()).select_from(tx.kernel.outbox))
        return catalogue_hash(tx, CENTRE), tuple(rows), events


def lines(desk: Desk, import_id: str) -> dict[str, ImportLine]:
    with desk.db.reading() as tx:
        found = tx.session.scalars(select(ImportLine).where(ImportLine.import_id == import_id)).all()
        tx.session.expunge_all()
    return {line.code: line for line in found}


@pytest.mark.row("C1")
def test_a_preview_tells_each_difference_and_applying_makes_it_so(desk: Desk) -> None:
    wanted = standing(desk)
    dropped = wanted.pop("BM-LY-004")
    wanted["BM-LY-001"] = replace(wanted["BM-LY-001"], fee="5元", post_a="clerk03", post_b="clerk04")
    new = replace(wanted["BM-LY-002"], code="BM-LY-009", name="民宿变更登记")
    before = state(desk)
    seen = upload(desk, [*wanted.values(), new], retire_missing=True)
    assert (seen.created, seen.changed, seen.unchanged, seen.retired, seen.fault_count) == (1, 1, 76, 1, 0)
    told = lines(desk, seen.id)
    assert told["BM-LY-001"].differences == [
        {"field": "fee", "words": "收费标准", "was": "不收费", "now": "5元"},
        {"field": "post_a", "words": "A岗", "was": "", "now": "clerk03"},
        {"field": "post_b", "words": "B岗", "was": "", "now": "clerk04"},
    ]
    actions = {code: told[code].action for code in ("BM-LY-002", dropped.code, new.code)}
    assert actions == {"BM-LY-002": "unchanged", dropped.code: "retired", new.code: "created"}
    assert state(desk) == before and seen.base_hash == before[0]
    assert upload(desk, [*wanted.values(), new], retire_missing=True).id == seen.id
    done = apply(desk, seen.id)
    assert (done.state, done.applied_by) == ("applied", "director")
    assert standing(desk) == {**wanted, new.code: new}
    (told_of,) = desk.told(CATALOGUE_IMPORTED)
    assert (told_of.data["created"], told_of.data["changed"], told_of.data["retired"]) == (1, 1, 1)
    assert [event.data["item_code"] for event in desk.told(ITEM_PUBLISHED)[-2:]] == ["BM-LY-001", new.code]
    assert [event.data["item_code"] for event in desk.told(ITEM_RETIRED)] == [dropped.code]
    with pytest.raises(ImportApplied):
        apply(desk, seen.id)
    assert upload(desk, list(standing(desk).values())).unchanged == 78


@pytest.mark.row("C1")
def test_faults_of_rows_are_kept_and_nothing_can_be_applied(desk: Desk) -> None:
    wanted = list(standing(desk).values())
    wanted[3] = replace(wanted[3], promised_limit=61, legal_limit=60)
    wanted[5] = replace(wanted[5], window=99)
    before = state(desk)
    seen = upload(desk, wanted[:-1], retire_missing=True)
    assert (seen.fault_count, seen.retired) == (2, 0)
    assert seen.faults == [
        {
            "sheet": "事项", "row": 5, "column": "承诺时限（工作日）",
            "message": "承诺时限61个工作日长于法定时限60个工作日",
        },
        {"sheet": "事项", "row": 7, "column": "办理窗口", "message": "本中心没有99号窗口"},
    ]  # fmt: skip
    with pytest.raises(ImportFaulty) as refused:
        apply(desk, seen.id)
    assert refused.value.errors[1] == {"field": "事项:7:办理窗口", "message": "本中心没有99号窗口"}
    assert state(desk) == before
    with pytest.raises(FileUnreadable):
        previewing.preview(desk.db, Call(DIRECTOR, Cause.fresh(), "", "", {}, 9.0), CENTRE, b"x", retire_missing=False)


@pytest.mark.row("C1")
def test_a_catalogue_that_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    wanted = standing(desk)
    wanted["BM-LY-001"] = replace(wanted["BM-LY-001"], fee="5元")
    seen = upload(desk, list(wanted.values()))
    with desk.act(DIRECTOR) as tx:
        other = drafting.begin_draft(tx, CENTRE, "BM-GT-003", {"fee": "1元"})
        drafting.publish_draft(tx, other.id)
    before = state(desk)
    with pytest.raises(CatalogueChanged) as refused:
        apply(desk, seen.id)
    assert refused.value.data["base"] == seen.base_hash != refused.value.data["current"]
    assert state(desk) == before
    with desk.act(DIRECTOR) as tx:
        back = drafting.begin_draft(tx, CENTRE, "BM-GT-003", {"fee": "不收费"})
        drafting.publish_draft(tx, back.id)
    with pytest.raises(CatalogueChanged):  # the same words again, but another version
        apply(desk, seen.id)


@pytest.mark.row("C1")
def test_a_failure_in_the_middle_leaves_nothing_half_applied(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [replace(content, fee="5元") for content in standing(desk).values()]
    seen = upload(desk, wanted[:-1], retire_missing=True)
    assert (seen.changed, seen.retired) == (77, 1)
    before = state(desk)
    # The 78th item is retired after 77 were published: something breaks there.
    monkeypatch.setattr("services.intake.items.worksheets.applying.retire_items", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply(desk, seen.id)
    monkeypatch.undo()
    assert state(desk) == before
    apply(desk, seen.id)
    assert len(standing(desk)) == 77


@pytest.mark.row("C1")
def test_windows_and_versions_that_came_between_are_seen(desk: Desk) -> None:
    wanted = standing(desk)
    wanted["BM-LY-001"] = replace(wanted["BM-LY-001"], fee="5元")
    seen = upload(desk, list(wanted.values()))
    with desk.act(DIRECTOR) as tx:
        later = drafting.begin_draft(tx, CENTRE, "BM-LY-001", {"fee": "9元"})
        drafting.publish_draft(tx, later.id, day("2026-04-01"))
    with pytest.raises(VersionScheduled):
        apply(desk, seen.id)
    with desk.act(DIRECTOR) as tx:
        tx.session.query(Window).filter_by(centre=CENTRE, number=10).delete()
    with pytest.raises(ImportFaulty):
        apply(desk, seen.id, despite_scheduled=True)
    with desk.act(DIRECTOR) as tx:
        tx.session.add(
            Window(centre=CENTRE, number=10, name="旅游服务", prefix="K", post_a="clerk04", post_b="clerk08", note="")
        )
    apply(desk, seen.id, despite_scheduled=True)
    assert standing(desk)["BM-LY-001"].fee == "5元"


@pytest.mark.row("C1")
def test_an_import_from_a_day_on_comes_into_force_as_one(desk: Desk) -> None:
    wanted = standing(desk)
    wanted.pop("BM-LY-004")
    for code in ("BM-LY-001", "BM-LY-002"):
        wanted[code] = replace(wanted[code], fee="5元")
    seen = upload(desk, list(wanted.values()), retire_missing=True)
    apply(desk, seen.id, "2026-04-01")
    assert [event.data["state"] for event in desk.told(ITEM_DRAFT_CHANGED)] == ["scheduled", "scheduled"]
    assert standing(desk)["BM-LY-001"].fee == "不收费"
    desk.at("2026-03-31 23:59")
    assert "BM-LY-004" in standing(desk)
    desk.at("2026-04-01 00:00")
    with desk.act() as tx:
        assert follow_days(tx) == 3
    assert standing(desk) == wanted


@pytest.mark.row("C1")
def test_previews_are_of_their_centre_and_forgotten_after_a_day(desk: Desk) -> None:
    wanted = [replace(content, fee="5元") for content in standing(desk).values()]
    kept, decided = upload(desk, wanted), upload(desk, wanted[1:])
    apply(desk, decided.id)
    elsewhere = replace(DIRECTOR, centres=frozenset({"other"}))
    with pytest.raises(Forbidden), desk.act(elsewhere) as tx:
        apply_import(tx, kept.id)
    with pytest.raises(Forbidden):
        upload(desk, wanted, actor=elsewhere)
    desk.clock.advance(timedelta(hours=23))
    with desk.act() as tx:
        assert forget_previews(tx) == 0
    desk.clock.advance(timedelta(hours=2))
    with desk.act() as tx:
        assert forget_previews(tx) == 1
    with desk.db.reading() as tx:
        assert tx.session.scalars(select(CatalogueImport.id)).all() == [decided.id]
        assert tx.session.scalars(select(ImportLine.seq).where(ImportLine.import_id == kept.id)).all() == []


@pytest.mark.row("C1")
def test_of_two_imports_at_once_one_is_applied(postgres: PostgresServer, tmp_path: Path) -> None:
    desk = open_desk(postgres.create_database(), tmp_path)
    dearer = {fee: [replace(content, fee=fee) for content in standing(desk).values()] for fee in ("5元", "6元")}
    seen = [upload(desk, wanted).id for wanted in dearer.values()]

    def outcome(import_id: str) -> str:
        try:
            return apply(desk, import_id).state
        except Refused as refused:
            return refused.code

    # Each twice, as an impatient finger does it.
    runs = [eventlet.spawn(outcome, import_id) for import_id in seen * 2]
    outcomes = sorted(run.wait() for run in runs)
    assert outcomes == ["applied", "catalogue_changed", "catalogue_changed", "import_applied"]
    assert {len({content.fee for content in standing(desk).values()}), len(desk.told(CATALOGUE_IMPORTED))} == {1}
    desk.db.dispose()


@pytest.mark.row("C1", "S4.3")
def test_a_catalogue_goes_out_is_edited_and_comes_back(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(wall("2026-03-02 09:00"))
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as hall:
        director, lead = hall.client(Role.DIRECTOR, actor_id="director"), hall.client(Role.WINDOW_LEAD)
        sheet = lead.get("/catalogue/export")
        assert sheet.headers["Content-Type"] == XLSX
        assert re.search(r'filename="catalogue-taozhu-20260302\.xlsx"', sheet.headers["Content-Disposition"])
        for answer, kind in ((sheet, XLSX), (lead.get("/catalogue/export", params={"format": "csv"}), ZIP)):
            back = lead.post("/catalogue/imports", data=answer.content, headers={"Content-Type": kind})
            assert (back.status_code, back.json()["unchanged"], back.json()["faults"]) == (201, 78, [])
        book = openpyxl.load_workbook(io.BytesIO(sheet.content))
        assert [sheet.title for sheet in book] == ["事项", "材料"]
        row = next(row for row in book["事项"].iter_rows(min_row=2) if row[0].value == "BM-MZ-001")
        row[5].value = 18
        edited = io.BytesIO()
        book.save(edited)
        kind = {"Content-Type": XLSX}
        seen = lead.post("/catalogue/imports", data=edited.getvalue(), headers=kind).json()
        (line,) = lead.get(f"/catalogue/imports/{seen['id']}/lines", params={"action": "changed"}).json()["items"]
        assert (line["code"], line["differences"]) == (
            "BM-MZ-001", [{"field": "promised_limit", "words": "承诺时限（工作日）", "was": "20", "now": "18"}],
        )  # fmt: skip
        path = f"/catalogue/imports/{seen['id']}/apply"
        assert lead.post(path, json={}).status_code == 403
        key = {"Idempotency-Key": "apply-1"}
        first, again = (director.post(path, json={}, headers=key) for _ in range(2))
        assert first.json()["state"] == "applied" and again.json() == first.json()
        assert director.post(path, json={}).json()["code"] == "import_applied"
        assert hall.anonymous().get("/items/BM-MZ-001").json()["promised_limit"] == 18
        assert [event.data["changed"] for event in hall.wait_for(CATALOGUE_IMPORTED)] == [1]
        row[4].value = 17
        book.save(faulty := io.BytesIO())
        told = lead.post("/catalogue/imports", data=faulty.getvalue(), headers=kind).json()
        assert told["faults"][0]["message"] == "承诺时限18个工作日长于法定时限17个工作日"
        assert director.post(f"/catalogue/imports/{told['id']}/apply", json={}).json()["code"] == "import_faulty"
        wrong = lead.post("/catalogue/imports", data=b"PK", headers=kind).json()
        assert (wrong["code"], wrong["status"]) == ("file_unreadable", 422)
        assert hall.client(Role.CLERK).post("/catalogue/imports", data=b"PK", headers=kind).status_code == 403
