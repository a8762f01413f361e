"""Online applications on both databases: from the draft to the case, supplemented, listed, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.actor import Actor
from libs.common.events.intake import (
    APPLICATION_ABANDONED,
    APPLICATION_SUBMITTED,
    APPLICATION_SUPPLEMENTED,
    APPLICATION_TAKEN_IN,
    APPLICATION_WITHDRAWN,
    CASE_REGISTERED,
    CASE_RETURNED,
)
from services.intake.casework.cases.queries import case_in_full
from services.intake.casework.notices.rules import NothingMissing
from services.intake.items.catalogue.load import read_items
from services.intake.items.catalogue.publishing import publish_changed
from services.intake.online.applications import (
    deciding,
    following,
    links,
    offering,
    refusals,
    uploading,
    views,
)
from services.intake.online.applications.rules import SUPPLEMENT, WITHDRAW
from services.intake.online.applications.tables import Application
from services.intake.sheets import Sheets
from tests.integration.intake.booking_desk import hall, person
from tests.integration.intake.case_desk import CLERK, DIRECTOR, TOWN, Desk, day, open_desk
from tests.integration.intake.online_desk import (
    CENTRE,
    ITEM,
    NOTE,
    QUICK,
    begin,
    in_words,
    submitted,
    take_in,
)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


def listed(desk: Desk, actor: Actor = CLERK, **wish: Any) -> list[str]:
    with desk.db.reading(actor) as tx:
        query = views.find_applications(tx, CENTRE, **wish).order_by(Application.id)
        return [application.number for application in tx.session.scalars(query)]


@pytest.mark.row("S4.4")
def test_what_is_handed_in_on_saturday_is_received_on_monday_and_becomes_a_case(desk: Desk) -> None:
    desk.at("2026-03-07 20:00")
    one = begin(desk)
    first, second = one.upload(b"one", 1), one.upload(b"two", 2)
    with pytest.raises(refusals.ApplicationIncomplete) as refused:
        one.submit(incomplete=False)
    assert len(refused.value.data["missing"]) == 3
    one.submit()
    row = one.row()
    assert (row.received_on, row.reply_by, row.provisional) == (day("2026-03-09"), day("2026-03-16"), False)
    assert "收到申请 3月9日" in str(row.derivation)
    [told] = desk.told(APPLICATION_SUBMITTED)
    assert (told.data["received_on"], told.data["reply_by"]) == (row.received_on, row.reply_by)
    assert listed(desk, work=views.PRECHECK) == [one.number]

    desk.at("2026-03-10 09:00")
    case_id = take_in(desk, one)
    with desk.act() as tx:
        case = case_in_full(tx, case_id)
    assert (case["channel"], case["registered_at"], case["reply_by"]) == (
        "online", hall("2026-03-09 00:00"), day("2026-03-16"),
    )  # fmt: skip
    assert case["applicant"]["phone"] == "138****0001" and case["village_code"] == "331082114206"
    assert [each.seq for each in case["materials"] if each.received_at is not None] == [1, 2]
    assert {each["id"] for each in case["attachments"]} == {first, second}
    [taken] = desk.told(APPLICATION_TAKEN_IN)
    assert (taken.data["case_id"], taken.data["unanswered"]) == (case_id, False)
    assert [event.data["channel"] for event in desk.told(CASE_REGISTERED)] == ["online"]
    assert listed(desk, work=views.PRECHECK) == [] and in_words(desk, one) == "已登记"
    with pytest.raises(refusals.AlreadyTakenIn):
        take_in(desk, one)

    with desk.db.reading() as tx:
        tables = ("online_application", "application_link", "attachment", "service_case", "audit", "outbox", "guess")
        everything = "".join(str(tx.session.execute(text(f"select * from {table}")).all()) for table in tables)
    for secret in (*person(1).values(), NOTE, one.code, one.link, "样本.jpg"):
        assert secret not in everything


@pytest.mark.row("S4.4")
def test_the_one_time_notice_is_supplemented_by_a_fresh_link_until_all_is_there(desk: Desk) -> None:
    one = submitted(desk)
    with desk.act() as tx:
        notice = deciding.ask(tx, one.id, received=[1, 2], until=day("2026-03-16"))
        case_id = notice.case_id
    missing = {item.no: item.material_seq for item in notice.items}
    assert list(missing.values()) == [3, 4, 6] and in_words(desk, one) == "待补正"
    with pytest.raises(refusals.LinkInvalid), one.act() as tx:
        links.by_link(tx)  # the link to fill was spent by the submission
    link = one.renewed(SUPPLEMENT)
    with pytest.raises(refusals.NothingHandedIn), one.act(link) as tx:
        following.supplement(tx)
    with one.act(link) as tx:
        seen = views.in_full(tx, links.by_link(tx))
        assert [item.name for item in seen["notice"].items] == [item.name for item in notice.items]

    desk.at("2026-03-03 10:00")
    wrong = one.upload(b"wrong", 3, link)
    with one.act(link) as tx:
        uploading.take_away(tx, wrong)
    one.upload(b"three", 3, link)
    with one.act(link) as tx:
        following.supplement(tx, "其余明天补")
    assert (listed(desk, work=views.SUPPLEMENTS), in_words(desk, one)) == ([one.number], "补正材料已提交，等待窗口核对")
    with pytest.raises(refusals.LinkInvalid), one.act(link) as tx:
        following.supplement(tx)
    desk.at("2026-03-03 11:00")
    with desk.act() as tx:
        deciding.check_supplement(tx, one.id, [no for no, seq in missing.items() if seq == 3], "还缺两项")
    assert one.row().note == f"{NOTE}\n补正说明：其余明天补"
    assert listed(desk, work=views.SUPPLEMENTS) == [] and desk.case(case_id).state == "awaiting_supplement"

    desk.at("2026-03-04 10:00")
    link = one.renewed(SUPPLEMENT)
    for material in (4, 6):
        one.upload(b"more %d" % material, material, link)
    with one.act(link) as tx:
        following.supplement(tx)
    with desk.act() as tx:
        deciding.check_supplement(tx, one.id)
    accepted = desk.case(case_id)
    assert (accepted.state, accepted.accepted_at) == ("accepted", hall("2026-03-04 10:00"))
    assert in_words(desk, one) == "已受理" and len(desk.told(APPLICATION_SUPPLEMENTED)) == 2
    with pytest.raises(refusals.NotLinkable):
        one.renewed(SUPPLEMENT)


def test_a_notice_of_nothing_leaves_the_application_where_it_was(desk: Desk) -> None:
    one = submitted(desk, item=QUICK, materials=(1, 2))
    with pytest.raises(NothingMissing), desk.act() as tx:
        deciding.ask(tx, one.id)
    assert one.row().state == "submitted" and desk.told(CASE_REGISTERED) == []


def test_only_what_is_open_online_may_be_applied_for(desk: Desk) -> None:
    with pytest.raises(refusals.NotOnline):
        begin(desk, item="BM-GT-001")
    one = begin(desk)
    with desk.act(DIRECTOR) as tx:
        offering.set_online(tx, CENTRE, ITEM, False)
        offering.set_online(tx, CENTRE, "BM-GT-001", True)
    with pytest.raises(refusals.NotOnline):
        one.submit()
    begin(desk, 2, "BM-GT-001")
    with desk.db.reading() as tx:
        codes = {item.code for item in tx.session.scalars(offering.online_items(tx, CENTRE))}
    assert "BM-GT-001" in codes and ITEM not in codes


@pytest.mark.row("S4.4", "C1")
def test_files_and_case_follow_the_version_of_the_submission(desk: Desk) -> None:
    def publish(names: list[int]) -> None:
        draft = next(each for each in read_items(Sheets(TOWN)) if each.code == ITEM)
        with desk.act(DIRECTOR) as tx:
            materials = tuple(draft.materials[n - 1] for n in names)
            assert len(publish_changed(tx, CENTRE, [replace(draft, materials=materials)])) == 1

    one = begin(desk)
    one.upload(b"two", 2)
    one.upload(b"one", 1)
    publish([2, 3, 4])  # what was 2 is 1 now, and 1 is asked for no more
    one.submit()
    publish([4, 3])
    case_id = take_in(desk, one)
    with desk.act() as tx:
        case = case_in_full(tx, case_id)
    assert (case["item_version"], len(case["materials"])) == (2, 3)
    assert [each.seq for each in case["materials"] if each.received_at] == [1]
    assert sorted(str(each["material_seq"]) for each in case["attachments"]) == ["1", "None"]


@pytest.mark.row("S4.4")
def test_a_person_withdraws_a_draft_an_application_and_a_running_case(desk: Desk) -> None:
    draft, waiting, running = begin(desk, 1), submitted(desk, 2), submitted(desk, 3)
    case_id = take_in(desk, running)
    for one in (draft, waiting, running):
        with one.act(one.renewed(WITHDRAW)) as tx:
            following.withdraw(tx)
    assert (waiting.row().state, running.row().state, desk.case(case_id).state) == ("withdrawn",) * 3
    # Each tells once: the draft was none yet, the case tells of itself.
    assert [event.data["application_number"] for event in desk.told(APPLICATION_WITHDRAWN)] == [waiting.number]
    assert [event.data["withdrawn"] for event in desk.told(CASE_RETURNED)] == [True]
    assert len(desk.told(APPLICATION_ABANDONED)) == 1
    with pytest.raises(refusals.ApplicationWithdrawn):
        take_in(desk, waiting)
    with pytest.raises(refusals.NotLinkable):
        waiting.renewed(WITHDRAW)


def test_the_list_knows_windows_posts_and_items(desk: Desk) -> None:
    welfare, family = submitted(desk, 1), submitted(desk, 2, QUICK, (1,))
    begin(desk, 3)  # a draft is nobody's business yet
    assert listed(desk) == [welfare.number, family.number]
    assert listed(desk, window=5) == listed(desk, item=ITEM) == [welfare.number]
    assert listed(desk, mine=True) == []
    assert listed(desk, replace(CLERK, id="clerk05"), mine=True) == [welfare.number]
