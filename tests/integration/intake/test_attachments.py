"""Attachments on both databases, and through the running service: kept, scanned, read, removed on their day."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from libs.common.actor import SYSTEM, Actor, Role
from libs.common.broker.node import BrokerNode
from libs.common.documents import DocumentDamaged
from libs.common.documents.store import SETTLED
from libs.common.events.intake import ATTACHMENT_ADDED, ATTACHMENT_QUARANTINED, ATTACHMENT_REMOVED
from libs.common.uploads.scanning import scanner_from
from services.intake.files import check_files
from services.intake.online.attachments import refusals, retention, scanning, window
from services.intake.online.attachments.keeping import Paper, attach, store_of
from services.intake.online.attachments.tables import Attachment
from tests.integration.intake.case_desk import CLERK, DIRECTOR, Desk, day, open_desk
from tests.integration.intake.hall import open_hall
from tests.support.clamd import MARK, away, fake_clamd
from tests.support.papers import archive, pdf, picture
from tests.support.waiting import eventually

NAME = "样本甲的户口簿"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def scanned_by(desk: Desk, address: str) -> None:
    desk.db.settings = replace(desk.db.settings, scanner=scanner_from(address))


def paper(desk: Desk, content: bytes) -> Paper:
    return Paper(store_of(desk.db.settings).put(content), "image/jpeg", len(content), 1)


def add(desk: Desk, case_id: str, content: bytes, material: int | None = None) -> str:
    kept = paper(desk, content)
    with desk.act() as tx:
        return attach(
            tx, kept, centre="taozhu", channel="window", name=f"{NAME}.jpg", case_id=case_id, material_seq=material
        ).id


def row(desk: Desk, attachment_id: str) -> Attachment:
    with desk.db.reading(SYSTEM) as tx:
        found = tx.one(Attachment, attachment_id)
        tx.session.expunge(found)
        return found


def age_files(desk: Desk) -> list[Path]:
    """Make every stored file an old one; they are returned."""
    files = [path for path in store_of(desk.db.settings).folder.rglob("*") if path.is_file()]
    past = time.time() - SETTLED - 1
    for file in files:
        os.utime(file, (past, past))
    return files


def remaining(desk: Desk) -> int:
    """Sweep, and count the files that are left."""
    age_files(desk)
    retention.sweep_files(desk.db)
    return len(age_files(desk))


def test_the_same_paper_is_kept_once_and_what_is_too_much_is_refused(desk: Desk) -> None:
    hall = {**desk.db.settings.hall, "attachment_total_mib": 0.002, "attachment_files": 3}
    desk.db.settings = replace(desk.db.settings, hall=hall)
    one, other = desk.register(), desk.register()
    first = add(desk, one, b"a" * 900, material=1)
    assert add(desk, one, b"a" * 900, material=1) == first
    assert add(desk, one, b"a" * 900, material=2) != first  # one photograph may show two things
    assert add(desk, other, b"a" * 900) != first
    with pytest.raises(refusals.FilesTooLarge):
        add(desk, one, b"b" * 900)
    assert len(desk.told(ATTACHMENT_ADDED)) == 3
    add(desk, one, b"c" * 10)
    with pytest.raises(refusals.TooManyFiles):
        add(desk, one, b"d" * 10)
    # A file without a row: the refused ones, later; those named stay.
    assert remaining(desk) == 2
    with desk.db.reading() as tx:
        everything = "".join(
            str(tx.session.execute(text(f"select * from {table}")).all()) for table in ("attachment", "audit", "outbox")
        )
    assert NAME not in everything


def test_without_a_scanner_nothing_is_called_clean_and_with_one_it_is_scanned_after_all(desk: Desk) -> None:
    early = add(desk, desk.register(), b"early")
    assert (row(desk, early).state, scanning.scan_waiting(desk.db)) == ("unscanned", 0)
    with pytest.raises(refusals.NoScanner), desk.act() as tx:
        scanning.scan_again(tx, early)
    with fake_clamd() as clamd:
        scanned_by(desk, clamd.address)
        assert scanning.scan_waiting(desk.db) == 1
    assert row(desk, early).state == "clean"


def test_a_virus_is_quarantined_told_of_and_may_prove_a_mistake(desk: Desk) -> None:
    with fake_clamd() as clamd:
        scanned_by(desk, clamd.address)
        case_id = desk.register()
        good, bad = add(desk, case_id, b"good"), add(desk, case_id, b"bad " + MARK)
        assert {row(desk, each).state for each in (good, bad)} == {"pending"}
        assert scanning.scan_waiting(desk.db) == 2
        assert [row(desk, each).state for each in (good, bad)] == ["clean", "infected"]
        [told] = desk.told(ATTACHMENT_QUARANTINED)
        assert (told.data["finding"], told.data["case_id"]) == ("Eicar-Test-Signature", case_id)
        clamd.answer = "stream: OK"  # its signatures were mended
        with desk.act() as tx:
            scanning.scan_again(tx, bad)
        scanning.scan_waiting(desk.db)
        assert (row(desk, bad).state, row(desk, bad).remove_on) == ("clean", None)


def test_a_scanner_that_is_away_is_asked_again_and_meanwhile_nobody_opens_the_paper(desk: Desk) -> None:
    scanned_by(desk, away())
    waiting = add(desk, desk.register(), b"waiting")
    assert scanning.scan_waiting(desk.db) == 0 == scanning.scan_waiting(desk.db)
    kept = row(desk, waiting)
    assert (kept.state, kept.scan_attempts) == ("pending", 1)  # the second round left it in peace
    with fake_clamd() as clamd:
        scanned_by(desk, clamd.address)
        desk.clock.advance(5)
        assert scanning.scan_waiting(desk.db) == 1  # another process might do this: all it knows is the row
    assert row(desk, waiting).state == "clean"


def test_a_paper_taken_away_while_it_is_scanned_stays_away(desk: Desk) -> None:
    with fake_clamd() as clamd:
        scanned_by(desk, clamd.address)
        gone = add(desk, desk.register(), b"gone")
        scan = desk.db.settings.scanner.scan

        class Meanwhile:
            def scan(self, content: bytes) -> Any:
                with desk.act() as tx:
                    window.take_out(tx, gone, "传错了")
                return scan(content)

        desk.db.settings = replace(desk.db.settings, scanner=Meanwhile())
        scanning.scan_waiting(desk.db)
    assert row(desk, gone).state == "removed"


def test_on_its_day_a_paper_goes_unless_it_is_held(desk: Desk) -> None:
    case_id = desk.accepted()
    held, plain, forever = (add(desk, case_id, content) for content in (b"held", b"plain", b"also elsewhere"))
    other = add(desk, desk.accepted(), b"also elsewhere")
    desk.completed(case_id)
    with desk.act() as tx:
        assert retention.date_attachments(tx) == 3
    assert {row(desk, each).remove_on for each in (held, plain, forever)} == {day("2037-01-01")}
    assert row(desk, other).remove_on is None  # its case runs
    with desk.act(DIRECTOR) as tx:
        window.hold(tx, held, "行政诉讼，案号见卷")
    with pytest.raises(refusals.AttachmentHeld), desk.act() as tx:
        window.take_out(tx, held, "误")

    def end(moment: str) -> int:
        desk.at(moment)
        with desk.act(SYSTEM) as tx:
            retention.date_attachments(tx)
            return retention.remove_due(tx)

    assert (end("2036-12-31 23:59"), end("2037-01-01 00:01"), end("2037-01-01 00:02")) == (0, 2, 0)
    assert remaining(desk) == 2  # the held one's, and the one that another case still has
    gone = row(desk, plain)
    assert (gone.state, gone.name, gone.removed_why) == ("removed", None, "retention")
    assert [event.data["why"] for event in desk.told(ATTACHMENT_REMOVED)] == ["retention"] * 2
    with desk.db.reading() as tx:
        audit = desk.db.kernel.audit
        acts = tx.session.execute(select(audit.c.details).where(audit.c.action == "attachment.remove")).all()
    assert {act.details["retention_class"] for act in acts} == {"ten_years"}
    with desk.act(DIRECTOR) as tx:
        window.release(tx, held)
    assert end("2037-01-01 00:03") == 1 and remaining(desk) == 1


def test_a_longer_class_moves_the_day_and_an_infected_file_has_a_day_of_its_own(desk: Desk) -> None:
    with fake_clamd() as clamd:
        scanned_by(desk, clamd.address)
        case_id = desk.accepted()
        bad, good = add(desk, case_id, MARK), add(desk, case_id, b"good")
        scanning.scan_waiting(desk.db)
    with desk.act(DIRECTOR) as tx:
        retention.set_retention(tx, case_id, "thirty_years", "宅基地审批")
    desk.completed(case_id)
    with desk.act() as tx:
        retention.date_attachments(tx)
    assert (row(desk, bad).remove_on, row(desk, good).remove_on) == (day("2026-04-01"), day("2057-01-01"))
    later = add(desk, case_id, b"later")
    assert row(desk, later).retention_class == "thirty_years"
    with desk.act(DIRECTOR) as tx:
        retention.set_retention(tx, case_id, "permanent", "移交档案馆")
        assert retention.date_attachments(tx) == 0
    desk.at("2026-04-01 00:01")
    with desk.act(SYSTEM) as tx:
        assert retention.remove_due(tx) == 1
    assert row(desk, bad).removed_why == "infected"


def test_a_missing_or_damaged_file_is_noticed(desk: Desk) -> None:
    case_id = desk.register()
    whole, damaged, missing = (add(desk, case_id, content) for content in (b"whole", b"damaged", b"missing"))
    store = store_of(desk.db.settings)
    assert check_files(desk.db) == (3, [])
    store.path(row(desk, damaged).sha256).write_bytes(store.path(row(desk, whole).sha256).read_bytes())
    store.path(row(desk, missing).sha256).unlink()
    count, named = check_files(desk.db)
    assert (count, [each.split()[:2] for each in named]) == (3, [["attachment", damaged], ["attachment", missing]])
    with pytest.raises(DocumentDamaged):
        store.get(row(desk, missing).sha256)
    add(desk, case_id, b"missing")  # handed in again it is whole
    assert len(check_files(desk.db)[1]) == 1


def test_papers_of_a_case_through_the_service(broker: BrokerNode, tmp_path: Path) -> None:
    with fake_clamd() as clamd, open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path) as intake:
        clerk = intake.client(Role.CLERK, actor_id=CLERK.id)
        case = clerk.post("/cases", json={"item_code": "BM-MZ-001", "applicant": {"name": "样本甲"}}).json()
        path = f"/cases/{case['id']}/attachments"
        named = {"Content-Type": "image/jpeg", "Content-Disposition": "attachment; filename*=UTF-8''%E6%88%B7.png"}
        content = picture(size=(300, 200))
        added = clerk.post(f"{path}?material=1", data=content + b"\0\0\0\x1cftypisom" + bytes(50), headers=named)
        assert added.status_code == 201, added.text
        attachment = added.json()
        assert (attachment["name"], attachment["state"], attachment["size"]) == ("户.jpg", "unscanned", len(content))
        again = clerk.post(f"{path}?material=1", data=content, headers=named).json()
        assert again["id"] == attachment["id"]
        refused = clerk.post(path, data=picture() + archive(), headers=named)
        assert (refused.status_code, refused.json()["code"]) == (422, "file_polyglot")
        large = clerk.post(path, data=bytes(12 * 1024 * 1024), headers=named)
        assert (large.status_code, large.json()["code"]) == (413, "too_large")
        assert clerk.post(f"{path}?material=99", data=content, headers=named).json()["code"] == "unknown_material"
        assert clerk.post(path, data=pdf(), headers={"Content-Type": "text/html"}).status_code == 415
        assert [each["id"] for each in clerk.get(f"/cases/{case['id']}").json()["attachments"]] == [attachment["id"]]

        where = f"/attachments/{attachment['id']}"
        fetched = clerk.get(f"{where}/content")
        assert fetched.content == content
        told = {name: fetched.headers[name] for name in (
            "Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control"
        )}  # fmt: skip
        assert told == {
            "Content-Type": "image/jpeg", "Content-Disposition": "attachment; filename*=UTF-8''%E6%88%B7.jpg",
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "no-store",
        }  # fmt: skip
        with intake.db.reading() as tx:
            audit = intake.db.kernel.audit
            looked = tx.session.execute(select(audit.c.actor).where(audit.c.action == "attachment.fetch")).all()
        assert [look.actor for look in looked] == [CLERK.id]
        elsewhere = intake.client(Role.CLERK, centres=frozenset({"chengxi"}))
        operator = intake.client(Role.OPERATOR)
        assert [client.get(f"{where}/content").status_code for client in (elsewhere, operator, intake.anonymous())] == [
            403, 403, 401,
        ]  # fmt: skip
        assert elsewhere.post(path, data=content, headers=named).status_code == 403
        assert operator.get(where).json()["name"] is None

        intake.db.settings = replace(intake.db.settings, scanner=scanner_from(clamd.address))
        clamd.answer = "stream: Worm FOUND"
        # The clocks of the service scan what was there before the scanner was.
        eventually(lambda: clerk.get(where).json()["state"] == "infected")
        assert clerk.get(f"{where}/content").json()["code"] == "attachment_infected"
        [quarantined] = intake.wait_for(ATTACHMENT_QUARANTINED)
        assert quarantined.data["finding"] == "Worm"
        [infected] = operator.get("/attachments?state=infected").json()["items"]
        assert infected["id"] == attachment["id"]
        stale = clerk.post(f"{where}/remove", json={"reason": "有病毒"}, headers={"If-Match": '"1"'})
        assert stale.json()["code"] == "stale_version"
        assert clerk.post(f"{where}/remove", json={"reason": "有病毒"}).json()["state"] == "removed"
        assert clerk.get(f"{where}/content").status_code == 410
        intake.wait_for(ATTACHMENT_REMOVED)


def test_an_actor_elsewhere_touches_nothing(desk: Desk) -> None:
    mine = add(desk, desk.register(), b"mine")
    stranger = Actor(id="x", roles=frozenset({Role.DIRECTOR}), centres=frozenset({"chengxi"}))
    for act in (lambda tx: window.take_out(tx, mine, "误"), lambda tx: window.hold(tx, mine, "误")):
        with pytest.raises(Exception, match="不在您的服务区域内"), desk.act(stranger) as tx:
            act(tx)
