"""What came with a case from outside goes with it: its attachments, and the online application that it once was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from libs.common import audit
from libs.common.actor import SYSTEM
from libs.common.events.intake import ATTACHMENT_REMOVED
from libs.common.identity.keyring import blind_index
from services.intake.casework.archive import actions
from services.intake.casework.archive.classes import retention_classes
from services.intake.casework.cases import applicant
from services.intake.casework.notices.actions import give_notice
from services.intake.online.applications import deciding, following, sweeps
from services.intake.online.applications.rules import SUPPLEMENT
from services.intake.online.applications.tables import Application
from services.intake.online.attachments import refusals, retention, window
from services.intake.online.attachments.rules import RETENTION
from services.intake.online.attachments.tables import Attachment
from tests.integration.intake.booking_desk import person
from tests.integration.intake.case_desk import CLERK, DIRECTOR, PROMISED, Desk, open_desk
from tests.integration.intake.online_desk import NOTE, QUICK, begin, take_in
from tests.integration.intake.test_archive import SECRET, archive, everything, file
from tests.integration.intake.test_attachments import add, age_files, remaining, row

pytestmark = pytest.mark.row("C8")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def tick(desk: Desk, moment: str) -> int:
    """What the attachments do by themselves then; how many were removed."""
    desk.at(moment)
    with desk.act(SYSTEM) as tx:
        retention.date_attachments(tx)
        return retention.remove_due(tx)


def test_the_classes_of_the_archive_are_those_of_attachments() -> None:
    assert {each.code: each.years for each in retention_classes().values()} == {
        each.code: each.years for each in RETENTION.values()
    }


def test_papers_are_kept_as_long_as_their_case_and_until_somebody_decides(desk: Desk) -> None:
    case_id, loose = desk.accepted(PROMISED), desk.accepted(PROMISED)
    paper, other = add(desk, case_id, b"archived"), add(desk, loose, b"not archived")
    for each in (case_id, loose):
        desk.completed(each)
    assert archive(desk, case_id).retention == row(desk, paper).retention_class == "thirty_years"
    assert tick(desk, "2037-01-01 00:01") == 1 and row(desk, other).state == "removed"
    assert row(desk, paper).remove_on == date(2057, 1, 1)
    # The time is over, and whether it is disposed of is for a person to say.
    assert tick(desk, "2057-01-01 00:01") == 0
    with desk.act(DIRECTOR) as tx:
        actions.prolong(tx, case_id, date(2060, 12, 31), "涉及尚未了结的纠纷")
    assert row(desk, paper).remove_on == date(2061, 1, 1)
    with desk.act(DIRECTOR) as tx:
        actions.prolong(tx, case_id, None, "有保存价值")
    kept = row(desk, paper)
    assert (kept.remove_on, kept.retention_class, kept.state) == (None, "permanent", "unscanned")
    assert tick(desk, "2099-01-01 00:01") == 0


def test_an_infected_paper_of_an_archived_case_goes_when_its_quarantine_is_over(desk: Desk) -> None:
    case_id = desk.accepted(PROMISED)
    bad = add(desk, case_id, b"infected")
    desk.completed(case_id)
    with desk.db.transaction() as tx:
        attachment = tx.one(Attachment, bad)
        attachment.state, attachment.remove_on = "infected", date(2026, 4, 1)
    archive(desk, case_id)
    assert tick(desk, "2026-04-01 00:01") == 1
    assert row(desk, bad).removed_why == "infected"


def test_what_is_held_for_a_proceeding_keeps_its_case_from_disposal(desk: Desk) -> None:
    held, free = desk.accepted(PROMISED), desk.accepted(PROMISED)
    paper, other = add(desk, held, b"held"), add(desk, free, b"free")
    for case_id in (held, free):
        desk.completed(case_id)
        archive(desk, case_id)
    with desk.act(DIRECTOR) as tx:
        window.hold(tx, paper, "行政诉讼，案号见卷")
    desk.at("2057-01-01 09:00")
    with pytest.raises(refusals.AttachmentHeld), desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [held, free], "期满")  # all or none
    assert (file(desk, free).state, row(desk, other).state) == ("filed", "unscanned")
    assert desk.case(held).applicant_name and desk.case(free).applicant_name
    with desk.act(DIRECTOR) as tx:
        window.release(tx, paper)
        actions.dispose(tx, [held, free], "期满")
    assert [row(desk, each).removed_why for each in (paper, other)] == ["disposed"] * 2


@pytest.mark.row("C9", "S4.4")
@pytest.mark.parametrize("at", ["before", "after"])
def test_disposal_takes_the_papers_and_whose_the_application_was(desk: Desk, at: str) -> None:
    """``at``: disposed of before, or after, the application itself forgot its person."""
    one, shared = begin(desk, 1, QUICK), b"the same in two cases"
    papers = [one.upload(content, material) for material, content in ((1, b"own"), (2, shared))]
    one.submit()
    case_id = take_in(desk, one, received=[])
    with desk.act() as tx:
        give_notice(tx, case_id)
    link = one.renewed(SUPPLEMENT)
    papers.append(one.upload(b"supplement", 1, link))
    with one.act(link) as tx:
        following.supplement(tx, "补正说明样例")
    with desk.act() as tx:
        deciding.check_supplement(tx, one.id, None, SECRET)
    living = desk.accepted(PROMISED)
    stays = add(desk, living, shared)
    desk.completed(case_id)
    archive(desk, case_id, retention="ten_years")
    if at == "after":
        desk.at("2027-01-01 09:00")
        with desk.act(SYSTEM) as tx:
            sweeps.date_applications(tx)
            assert sweeps.forget_persons(tx) == 1
    assert len(age_files(desk)) == 3
    desk.at("2037-01-01 09:00")
    with desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [case_id], "经鉴定无继续保存价值")
    assert [(row(desk, each).state, row(desk, each).name) for each in papers] == [("removed", None)] * 3
    assert row(desk, stays).state == "unscanned"
    assert remaining(desk) == 1, "what the living case has too"
    told = desk.told(ATTACHMENT_REMOVED)
    assert [(event.data["why"], event.data["case_id"]) for event in told] == [("disposed", case_id)] * 3
    left, whose = everything(desk), person(1)
    for secret in (SECRET, NOTE, "补正说明样例", str(whose["name"]), str(whose["phone"]), str(whose["resident_id"])):
        assert secret not in left
    for value, purpose in ((whose["name"], applicant.NAME), (whose["phone"], applicant.PHONE)):
        assert blind_index(str(value), purpose) not in left
    kept = one.row()
    assert (kept.state, kept.number, kept.case_id) == ("taken_in", one.number, case_id)
    with desk.db.reading(CLERK) as tx:
        assert audit.verify(tx).ok
        assert len(tx.session.scalars(select(Application)).all()) == 1
