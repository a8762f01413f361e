"""What days do to online applications: silence, drafts given up, persons forgotten; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common.actor import SYSTEM
from libs.common.events.intake import (
    APPLICATION_ABANDONED,
    APPLICATION_DEADLINE_REACHED,
    APPLICATION_DECLINED,
    APPLICATION_TAKEN_IN,
    ATTACHMENT_REMOVED,
    CASE_ACCEPTED,
)
from libs.common.uploads.scanning import scanner_from
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.ending import complete_case
from services.intake.casework.cases.queries import case_in_full
from services.intake.casework.cases.sweeps import accept_unanswered
from services.intake.online.applications import (
    deciding,
    filling,
    links,
    refusals,
    sweeps,
)
from services.intake.online.applications.rules import FILL, FOLLOW
from services.intake.online.applications.tables import Application
from services.intake.online.applications.unanswered import take_in_unanswered
from services.intake.online.attachments import retention
from services.intake.online.attachments.refusals import AttachmentPending
from services.intake.online.attachments.tables import Attachment
from services.intake.quality.ratings.actions import rate_by_code
from tests.integration.intake.booking_desk import hall, person
from tests.integration.intake.case_desk import Desk, day, open_desk
from tests.integration.intake.online_desk import (
    ITEM,
    QUICK,
    begin,
    in_words,
    submitted,
    take_in,
)
from tests.support.clamd import away


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


@pytest.mark.row("S4.4")
def test_who_is_not_competent_says_who_is_and_later_forgets_whose_it_was(desk: Desk) -> None:
    one = submitted(desk)
    with pytest.raises(refusals.CompetentBodyMissing), desk.act() as tx:
        deciding.decline(tx, one.id, "not_competent", "不由本镇办理")
    with desk.act() as tx:
        deciding.decline(tx, one.id, "not_competent", "不由本镇办理，电话13800001234", "市民政局")
    row = one.row()
    assert (row.state, row.competent_body, row.words) == ("declined", "市民政局", "不由本镇办理，电话138****1234")
    [told] = desk.told(APPLICATION_DECLINED)
    assert (told.data["ground"], told.data["competent_body"]) == ("not_competent", "市民政局")
    assert row.forget_on == day("2026-09-01")  # 183 days: six months to sue

    def forget(moment: str) -> tuple[int, int]:
        desk.at(moment)
        with desk.act(SYSTEM) as tx:
            sweeps.date_applications(tx)
            return sweeps.forget_persons(tx), retention.remove_due(tx)

    assert forget("2026-08-31 23:00") == (0, 0)
    assert forget("2026-09-01 00:10") == (1, 2)
    row = one.row()
    assert (row.applicant_name, row.resident_id, row.phone_index, row.note) == (None,) * 4
    assert (row.state, row.item_code, row.number) == ("declined", ITEM, one.number)
    assert {event.data["why"] for event in desk.told(ATTACHMENT_REMOVED)} == {"retention"}
    with desk.act() as tx, pytest.raises(refusals.LinkRefused):
        links.renew(tx, one.number, one.code, one.phone, FOLLOW)


def test_an_application_forgets_half_a_year_after_its_case_and_the_case_keeps_its_papers(desk: Desk) -> None:
    one = submitted(desk, item=QUICK, materials=(1, 2))
    case_id = take_in(desk, one)
    with desk.act() as tx:
        accept_case(tx, case_id)
        complete_case(tx, case_id, "出证办结")
        # The person has the application's number and code, and rates by them.
        assert rate_by_code(tx, one.number, one.code, "satisfied").handling_id == case_id
    for moment in ("2026-03-03 09:00", "2026-09-02 09:00"):
        desk.at(moment)
        with desk.act(SYSTEM) as tx:
            sweeps.date_applications(tx)
            retention.date_attachments(tx)
            sweeps.forget_persons(tx)
            retention.remove_due(tx)
    assert one.row().applicant_name is None and desk.case(case_id).applicant_name == person(1)["name"]
    with desk.db.reading() as tx:
        days = tx.session.scalars(select(Attachment.remove_on).where(Attachment.case_id == case_id)).all()
    assert days == [day("2037-01-01")] * 2


@pytest.mark.row("S4.4")
def test_silence_takes_it_in_and_counts_from_the_day_of_receipt(desk: Desk) -> None:
    one = submitted(desk)
    for moment, kinds in (
        ("2026-03-04 09:00", []), ("2026-03-05 09:00", ["approaching"]), ("2026-03-09 08:00", ["due"]),
        ("2026-03-09 18:00", []),
    ):  # fmt: skip
        desk.at(moment)
        before = len(desk.told(APPLICATION_DEADLINE_REACHED))
        with desk.act(SYSTEM) as tx:
            sweeps.ring_prechecks(tx)
            assert take_in_unanswered(tx) == 0
        assert [told.data["kind"] for told in desk.told(APPLICATION_DEADLINE_REACHED)[before:]] == kinds
    desk.at("2026-03-10 00:01")
    with desk.act(SYSTEM) as tx:
        sweeps.ring_prechecks(tx)
        assert (take_in_unanswered(tx), take_in_unanswered(tx)) == (1, 0)
        accept_unanswered(tx)
    [accepted] = desk.told(CASE_ACCEPTED)
    assert (accepted.data["deemed"], accepted.data["accepted_at"]) == (True, hall("2026-03-02 08:30"))
    case = desk.case(accepted.data["case_id"])
    assert (case.clerk, case.window, case.channel) == ("clerk05", 5, "online")
    assert [told.data["unanswered"] for told in desk.told(APPLICATION_TAKEN_IN)] == [True]
    assert in_words(desk, one) == "已受理"


def test_drafts_that_nobody_touches_go_with_their_files(desk: Desk) -> None:
    old, touched = begin(desk, 1), begin(desk, 2)
    old.upload(b"old", 1)
    desk.clock.advance(4 * 86_400)
    with touched.act(touched.renewed(FILL)) as tx:
        filling.fill(tx, note="还在填")
    desk.clock.advance(3 * 86_400)
    with desk.act(SYSTEM) as tx:
        assert sweeps.forget_drafts(tx) == 1
    with desk.db.reading() as tx:
        assert tx.session.scalars(select(Application.number)).all() == [touched.number]
        assert tx.session.scalar(select(func.count()).select_from(Attachment)) == 0
    assert [event.data["application_number"] for event in desk.told(APPLICATION_ABANDONED)] == [old.number]
    assert [event.data["why"] for event in desk.told(ATTACHMENT_REMOVED)] == ["abandoned"]


def test_a_file_that_waits_for_the_scanner_waits_with_its_application(desk: Desk) -> None:
    desk.db.settings = replace(desk.db.settings, scanner=scanner_from(away()))
    one = submitted(desk)
    with pytest.raises(AttachmentPending):
        take_in(desk, one)
    desk.at("2026-03-10 00:01")
    with desk.act(SYSTEM) as tx:
        assert take_in_unanswered(tx) == 1  # the law waits for no scanner
    [case_id] = [event.data["case_id"] for event in desk.told(APPLICATION_TAKEN_IN)]
    with desk.act() as tx:
        assert not any(each.received_at for each in case_in_full(tx, case_id)["materials"])
