"""Who answers for a matter, and what becomes of a broken promise, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from libs.common.actor import Actor, Role
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import (
    ACCOUNTABILITY_CLOSED,
    ACCOUNTABILITY_OPENED,
    INQUIRY_CLOSED,
    INQUIRY_HANDED_OVER,
    INQUIRY_RECORDED,
)
from services.intake.casework.cases.ending import complete_case
from services.intake.casework.cases.sweeps import ring_deadlines
from services.intake.casework.inquiries import actions as inquiries
from services.intake.casework.inquiries import rules as handing
from services.intake.casework.notices.actions import give_notice
from services.intake.quality.accountability import actions, rules
from services.intake.quality.accountability.tables import AccountabilityEntry
from services.intake.quality.appeals.actions import dismiss_appeal, lodge_appeal, uphold_appeal
from services.intake.quality.rectification import actions as rectification
from services.intake.quality.rectification.limits import ring_rectifications
from tests.integration.intake.case_desk import CLERK, DIRECTOR, PROMISED, REPORTED, Desk, open_desk
from tests.integration.intake.rated import CENTRE, LEAD, press, served
from tests.integration.intake.rated import rectification as only_rectification

COLLEAGUE = Actor("clerk02", "staff", roles=frozenset({Role.CLERK}), centres=CLERK.centres)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def entries(desk: Desk) -> list[AccountabilityEntry]:
    with desk.db.reading() as tx:
        found = list(tx.session.scalars(select(AccountabilityEntry).order_by(AccountabilityEntry.id)))
        tx.session.expunge_all()
        return found


def grounds(desk: Desk) -> list[tuple[str, str | None, str]]:
    return [(entry.ground, entry.person, entry.state) for entry in entries(desk)]


@pytest.mark.row("S2.2")
def test_the_first_asked_answers_until_somebody_accepted(desk: Desk) -> None:
    with desk.act() as tx:
        asked = inquiries.record_inquiry(tx, CENTRE, "咨询建房审批，电话13800001234", "phone").id
        inquiries.offer(tx, asked, "clerk02", "属建设规划窗口")
    with pytest.raises(handing.HandoverPending), desk.act() as tx:
        inquiries.close(tx, asked, "led")
    with pytest.raises(handing.NotTheReceiver), desk.act() as tx:
        inquiries.accept(tx, asked)
    with desk.act(COLLEAGUE) as tx:
        declined = inquiries.decline(tx, asked, "应由国土窗口办理")
        assert (declined.holder, declined.offered_to, declined.subject) == (
            "clerk01", None, "咨询建房审批，电话138****1234",
        )  # fmt: skip
    with pytest.raises(handing.NotAnswerable), desk.act(COLLEAGUE) as tx:
        inquiries.close(tx, asked, "handled")
    for stranger in ("clerk01", "nobody", "director2"):
        with pytest.raises(handing.UnknownReceiver), desk.act() as tx:
            inquiries.offer(tx, asked, stranger, "转办")
    with desk.act() as tx:
        stale = inquiries.offer(tx, asked, "clerk02", "经商定由其办理").version
    with desk.act(COLLEAGUE) as tx:
        taken = inquiries.accept(tx, asked)
        assert (taken.first, taken.holder, taken.handovers) == ("clerk01", "clerk02", 1)
    with pytest.raises(StaleVersion), desk.act(COLLEAGUE) as tx:
        tx.if_match = stale
        inquiries.close(tx, asked, "led")
    with pytest.raises(handing.CompetentBodyMissing), desk.act(COLLEAGUE) as tx:
        inquiries.close(tx, asked, "referred")
    with desk.act(COLLEAGUE) as tx:
        inquiries.close(tx, asked, "referred", "县自然资源局")
    with desk.db.reading(DIRECTOR) as tx:
        record = [(one.giver, one.receiver, one.answer) for one in inquiries.in_full(tx, asked)["record"]]
    assert record == [("clerk01", "clerk02", "decline"), ("clerk01", "clerk02", "accept")]
    told = [len(desk.told(event)) for event in (INQUIRY_RECORDED, INQUIRY_HANDED_OVER, INQUIRY_CLOSED)]
    assert told == [1, 1, 1] and "clerk" not in str(desk.told(INQUIRY_HANDED_OVER)[0].data)


@pytest.mark.row("S2.2")
def test_a_case_is_answered_for_by_who_took_it_in_until_handed_over(desk: Desk) -> None:
    case_id = desk.accepted(PROMISED)
    with desk.db.reading(DIRECTOR) as tx:
        assert inquiries.responsible(tx, case_id)["holder"] == "clerk01"
    with pytest.raises(handing.NotAnswerable), desk.act(COLLEAGUE) as tx:
        inquiries.offer_case(tx, case_id, "clerk02", "我来办")
    with desk.act(DIRECTOR) as tx:
        asked = inquiries.offer_case(tx, case_id, "clerk02", "原经办人请假").id
    with desk.db.reading(DIRECTOR) as tx:
        assert inquiries.responsible(tx, case_id)["holder"] == "clerk01"
    with desk.act(COLLEAGUE) as tx:
        inquiries.accept(tx, asked)
    with desk.db.reading(DIRECTOR) as tx:
        shown = inquiries.responsible(tx, case_id)
        assert (shown["first"], shown["holder"], shown["record"][0].offered_by) == ("clerk01", "clerk02", "director")
    with pytest.raises(handing.CaseStillOpen), desk.act(COLLEAGUE) as tx:
        inquiries.close(tx, asked, "handled")
    with desk.act() as tx:
        complete_case(tx, case_id, "办结")
    with pytest.raises(handing.CaseEnded), desk.act(COLLEAGUE) as tx:
        inquiries.offer_case(tx, case_id, "clerk01", "还给你")
    with desk.act(COLLEAGUE) as tx:
        inquiries.close(tx, asked, "handled")


@pytest.mark.row("S2.2", "S2.3")
def test_an_overdue_case_is_asked_of_who_answers_for_it_now_and_once(desk: Desk) -> None:
    case_id, late_found = desk.accepted(PROMISED), desk.accepted(PROMISED)
    with desk.act() as tx:
        asked = inquiries.offer_case(tx, case_id, "clerk02", "业务归口").id
    with desk.act(COLLEAGUE) as tx:
        inquiries.accept(tx, asked)
    desk.at("2026-04-20 09:00")
    with desk.act() as tx:
        # Completed before any sweep noticed; then the sweep, then the other's completion.
        complete_case(tx, late_found, "办结")
        ring_deadlines(tx)
        complete_case(tx, case_id, "办结")
        ring_deadlines(tx)
    assert grounds(desk) == [("overdue_case", "clerk01", "opened"), ("overdue_case", "clerk02", "opened")]
    assert desk.case(case_id).case_number in entries(desk)[1].facts
    assert len(desk.told(ACCOUNTABILITY_OPENED)) == 2


@pytest.mark.row("S2.2", "N5")
def test_a_second_trip_is_asked_of_who_gave_the_first_notice(desk: Desk) -> None:
    case_id = desk.register(received=[1, 2])
    photo = {"name": "照片", "problem": "未带", "requirement": "二寸"}
    with desk.act() as tx:
        give_notice(tx, case_id)
    with desk.act(COLLEAGUE) as tx:
        give_notice(tx, case_id, [photo], override_reason="首次漏看")
    (entry,) = entries(desk)
    assert (entry.ground, entry.person) == ("second_trip", "clerk01")
    assert entry.facts.endswith("未一次告知：照片")


@pytest.mark.row("S2.2", "S2.3")
def test_statement_decision_and_the_figures_for_appraisal(desk: Desk) -> None:
    desk.accepted(REPORTED)
    desk.at("2026-04-20 09:00")
    with desk.act() as tx:
        ring_deadlines(tx)
    (entry,) = entries(desk)
    assert entry.statement_by == date(2026, 4, 23)
    with pytest.raises(rules.NotHeardYet), desk.act(DIRECTOR) as tx:
        actions.decide(tx, entry.id, "criticised", "超期")
    with pytest.raises(rules.NotTheOneConcerned), desk.act(COLLEAGUE) as tx:
        actions.give_statement(tx, entry.id, "与我无关")
    with desk.db.reading(COLLEAGUE) as tx:
        assert tx.session.scalars(actions.find(tx, CENTRE, None, None, None)).all() == []
        with pytest.raises(NotFound):
            actions.see(tx, entry.id)
    with desk.act() as tx:
        stated = actions.give_statement(tx, entry.id, "上级系统停机三天，电话13800001234可查").version
    with pytest.raises(StaleVersion), desk.act(DIRECTOR) as tx:
        tx.if_match = stated - 1
        actions.decide(tx, entry.id, "none", "情况属实")
    clerk_director = Actor("clerk01", "staff", roles=frozenset({Role.DIRECTOR}), centres=CLERK.centres)
    with pytest.raises(rules.OwnEntry), desk.act(clerk_director) as tx:
        actions.decide(tx, entry.id, "none", "自己决定")
    with desk.act(DIRECTOR) as tx:
        decided = actions.decide(tx, entry.id, "reminded", "应提前申请延期")
        assert decided.statement == "上级系统停机三天，电话138****1234可查"
    assert [event.data["decision"] for event in desk.told(ACCOUNTABILITY_CLOSED)] == ["reminded"]
    # A complaint from elsewhere, once; its person is named later and does not answer in time.
    with desk.act(DIRECTOR) as tx:
        complaint = actions.open_complaint(tx, CENTRE, "12345-2026-0417", 3, "窗口态度生硬，经调看录像属实").id
    with pytest.raises(actions.AlreadyOpened), desk.act(DIRECTOR) as tx:
        actions.open_complaint(tx, CENTRE, "12345-2026-0417", 3, "再立一次")
    with pytest.raises(rules.NobodyNamed), desk.act(DIRECTOR) as tx:
        actions.decide(tx, complaint, "criticised", "属实")
    with pytest.raises(rules.UnknownPerson), desk.act(DIRECTOR) as tx:
        actions.assign(tx, complaint, "nobody")
    with desk.act(DIRECTOR) as tx:
        actions.assign(tx, complaint, "clerk03")
    desk.at("2026-04-24 09:00")
    with desk.act(DIRECTOR) as tx:
        actions.decide(tx, complaint, "criticised", "逾期未作说明，证据充分")
    with desk.db.reading(DIRECTOR) as tx:
        windows = actions.figures(tx, CENTRE, date(2026, 4, 1), date(2026, 4, 30), "window")
        people = actions.figures(tx, CENTRE, date(2026, 4, 1), date(2026, 4, 30), "person")
        assert actions.figures(tx, CENTRE, date(2026, 3, 1), date(2026, 3, 31), "window") == []
    assert {row["key"]: (row["total"], row["open"]) for row in windows} == {"3": (1, 0), "5": (1, 0)}
    assert people[0]["grounds"]["overdue_case"] == people[0]["decisions"]["reminded"] == 1
    assert {row["key"]: row["decisions"]["criticised"] for row in people} == {"clerk01": 0, "clerk03": 1}


@pytest.mark.row("S2.2", "C13", "N11")
def test_a_missed_contact_and_a_justified_bad_rating_open_entries_when_they_may_be_seen(desk: Desk) -> None:
    rating_id = press(desk, served(desk), "dissatisfied")
    found = only_rectification(desk).id
    desk.at("2026-03-04 00:01")
    with desk.act() as tx:
        ring_rectifications(tx)
    assert grounds(desk) == [("missed_contact", None, "opened")]
    rated_director = Actor("clerk01", "staff", roles=frozenset({Role.DIRECTOR}), centres=CLERK.centres)
    with desk.db.reading(rated_director) as tx:
        assert tx.session.scalars(actions.find(tx, CENTRE, None, None, None)).all() == []
    with desk.db.reading(DIRECTOR) as tx:
        assert len(tx.session.scalars(actions.find(tx, CENTRE, None, None, None)).all()) == 1
    with desk.act(LEAD) as tx:
        appeal = lodge_appeal(tx, rating_id, "系统故障").id
        rectification.contact_rater(tx, found, "reached", "已联系")
        rectification.rectify(tx, found, "justified", "已整改")
    assert len(entries(desk)) == 1
    with desk.act(LEAD) as tx:
        rectification.call_back(tx, found, "settled", "满意")
    assert grounds(desk)[1:] == [("complaint", "clerk01", "opened")]
    with desk.act(DIRECTOR) as tx:
        uphold_appeal(tx, appeal, "mistaken", "故障属实，非本人原因")
    assert grounds(desk)[1:] == [("complaint", "clerk01", "cancelled")]
    assert [event.data["decision"] for event in desk.told(ACCOUNTABILITY_CLOSED)] == ["cancelled"]
    with desk.db.reading(DIRECTOR) as tx:
        (row,) = actions.figures(tx, CENTRE, date(2026, 3, 1), date(2026, 3, 31), "person")[1:]
    assert (row["key"], row["total"], row["cancelled"]) == ("clerk01", 0, 1)


@pytest.mark.row("S2.2", "C13")
def test_a_dismissed_appeal_counts_as_a_complaint_found_justified_once(desk: Desk) -> None:
    rating_id = press(desk, served(desk), "dissatisfied")
    found = only_rectification(desk).id
    with desk.act(LEAD) as tx:
        appeal = lodge_appeal(tx, rating_id, "系统故障").id
    with desk.act(DIRECTOR) as tx:
        dismiss_appeal(tx, appeal, "无故障记录")
    # The clerk would see the entry, and so the rating: not before the closing.
    assert entries(desk) == []
    with desk.act(LEAD) as tx:
        rectification.contact_rater(tx, found, "reached", "已联系")
        rectification.rectify(tx, found, "unfounded", "无法核实")
        rectification.call_back(tx, found, "settled", "理解")
    assert grounds(desk) == [("complaint", "clerk01", "opened")]
