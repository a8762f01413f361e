"""Online applications on both databases: links, submission, pre-check, supplement, silence, forgetting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from libs.common.actor import SYSTEM, Actor
from libs.common.events.intake import (
    APPLICATION_ABANDONED,
    APPLICATION_DEADLINE_REACHED,
    APPLICATION_DECLINED,
    APPLICATION_SUBMITTED,
    APPLICATION_SUPPLEMENTED,
    APPLICATION_TAKEN_IN,
    APPLICATION_WITHDRAWN,
    ATTACHMENT_REMOVED,
    CASE_ACCEPTED,
    CASE_REGISTERED,
    CASE_RETURNED,
)
from libs.common.uploads.scanning import scanner_from
from services.intake.applications import (
    deciding,
    filling,
    following,
    links,
    offering,
    refusals,
    sweeps,
    uploading,
    views,
)
from services.intake.applications.rules import FILL, FOLLOW, SUPPLEMENT, WITHDRAW
from services.intake.applications.tables import Application, ApplicationLink
from services.intake.applications.unanswered import take_in_unanswered
from services.intake.attachments import retention
from services.intake.attachments.refusals import AttachmentPending
from services.intake.attachments.tables import Attachment
from services.intake.cases.acceptance import accept_case
from services.intake.cases.ending import complete_case
from services.intake.cases.queries import case_in_full
from services.intake.cases.sweeps import accept_unanswered
from services.intake.catalogue.load import publish_item, read_items
from services.intake.guesses.actions import forget_guesses
from services.intake.guesses.tables import Guess
from services.intake.notices.rules import NothingMissing
from services.intake.ratings.actions import rate_by_code
from services.intake.sheets import Sheets
from tests.integration.intake.booking_desk import hall, person
from tests.integration.intake.case_desk import CLERK, DIRECTOR, TOWN, Desk, day, open_desk
from tests.integration.intake.online_desk import CENTRE, ITEM, NOTE, QUICK, Person, begin, submitted
from tests.support.clamd import away


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


def listed(desk: Desk, actor: Actor = CLERK, **wish: Any) -> list[str]:
    with desk.db.reading(actor) as tx:
        query = views.find_applications(tx, CENTRE, **wish).order_by(Application.id)
        return [application.number for application in tx.session.scalars(query)]


def take_in(desk: Desk, one: Person, **more: Any) -> str:
    with desk.act() as tx:
        return deciding.take_in(tx, one.id, **more).id


def in_words(desk: Desk, one: Person) -> str:
    with desk.db.reading() as tx:
        return str(views.summary(tx, tx.one(Application, one.id))["state_words"])


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


@pytest.mark.row("S4.4")
def test_a_link_serves_one_purpose_until_it_is_spent_over_or_revoked(desk: Desk) -> None:
    one = begin(desk)
    with pytest.raises(refusals.LinkInvalid), one.act("x" * 43) as tx:
        links.by_link(tx)
    follow, again = one.renewed(FOLLOW), one.renewed(FILL)
    for link, refusal in ((one.link, refusals.LinkInvalid), (follow, refusals.LinkForOther)):
        with pytest.raises(refusal), one.act(link) as tx:
            filling.fill(tx, note="改")
    with one.act(again) as tx:
        assert filling.fill(tx, note="改").note == "改"
    with one.act(follow) as tx:
        assert links.by_link(tx).number == one.number
    desk.clock.advance(72 * 3600)
    with pytest.raises(refusals.LinkInvalid), one.act(again) as tx:
        filling.fill(tx, note="再改")
    last = one.renewed(FILL)
    with desk.act() as tx:
        deciding.revoke_links(tx, one.id, "手机遗失")
    with pytest.raises(refusals.LinkInvalid), one.act(last) as tx:
        filling.fill(tx, note="再改")
    with desk.db.reading() as tx:
        kept = str(tx.session.execute(select(ApplicationLink)).scalars().all()[0].token_hash)
    assert len(kept) == 64 and kept != last


@pytest.mark.row("S4.4", "C10")
def test_five_wrong_guesses_close_the_number_for_a_while_even_to_who_is_right(desk: Desk) -> None:
    one, other = begin(desk, 1), begin(desk, 2)

    def guess(**wrong: str) -> bool:
        told = {"number": one.number, "code": one.code, "phone": one.phone, **wrong}
        with desk.act() as tx:
            try:
                links.renew(tx, **told, purpose=FOLLOW)
            except refusals.LinkRefused:
                return False  # committed: it was counted
        return True

    assert [guess(code="22222222"), guess(phone=other.phone), guess(), guess(phone="1")] == [False, False, True, False]
    assert [guess(code="22222222") for _ in range(4)] == [False] * 4
    assert not guess()
    assert other.renewed(FOLLOW)
    desk.clock.advance(15 * 60 - 1)
    assert not guess()
    desk.clock.advance(1)
    assert guess()
    # A number that nobody was given is counted alike, and forgotten.
    assert not guess(number="W114260302059999")
    desk.clock.advance(24 * 3600 + 1)
    with desk.act(SYSTEM) as tx:
        assert forget_guesses(tx) >= 2
        assert tx.session.scalar(select(func.count()).select_from(Guess)) == 0


@pytest.mark.row("S4.4")
def test_floods_are_stopped_by_phone_and_by_person(desk: Desk) -> None:
    desk.db.settings = replace(desk.db.settings, hall={**desk.db.settings.hall, "application_phone_daily": 2})
    for _ in range(2):
        begin(desk)
    with pytest.raises(refusals.TooManyApplications):
        begin(desk)
    begin(desk, 2)
    desk.clock.advance(24 * 3600)
    waiting = submitted(desk)
    second = begin(desk)
    with pytest.raises(refusals.AlreadyApplied):
        second.submit()
    with desk.act() as tx:
        deciding.decline(tx, waiting.id, "not_needed", "无需申请")
    second.submit()


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
        codes = {item.code for item in tx.session.scalars(offering.online_items(CENTRE))}
    assert "BM-GT-001" in codes and ITEM not in codes


@pytest.mark.row("S4.4", "C1")
def test_files_and_case_follow_the_version_of_the_submission(desk: Desk) -> None:
    def publish(names: list[int]) -> None:
        draft = next(each for each in read_items(Sheets(TOWN)) if each.code == ITEM)
        with desk.act(DIRECTOR) as tx:
            materials = tuple(draft.materials[n - 1] for n in names)
            assert publish_item(tx, CENTRE, replace(draft, materials=materials))[1]

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


def test_the_list_knows_windows_posts_and_items(desk: Desk) -> None:
    welfare, family = submitted(desk, 1), submitted(desk, 2, QUICK, (1,))
    begin(desk, 3)  # a draft is nobody's business yet
    assert listed(desk) == [welfare.number, family.number]
    assert listed(desk, window=5) == listed(desk, item=ITEM) == [welfare.number]
    assert listed(desk, mine=True) == []
    assert listed(desk, replace(CLERK, id="clerk05"), mine=True) == [welfare.number]
