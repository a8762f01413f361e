"""Items decided above: the own part with its own time, the report, what follows it, on both databases."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from libs.common.events.intake import (
    ACCOUNTABILITY_OPENED,
    CASE_ANSWERED_ABOVE,
    CASE_COMPLETED,
    CASE_FOLLOW_UP_DUE,
    CASE_FOLLOWED_UP,
    CASE_REPORTED_UP,
    CASE_RESULT_TOLD,
    CASE_RETURNED,
    CASE_SENT_BACK,
)
from services.intake.casework.cases import ending, refusals, sweeps
from services.intake.casework.cases.acceptance import accept_case, receive_materials
from services.intake.casework.cases.rules import Result, Undertaking
from services.intake.casework.cases.tables import Case
from services.intake.casework.upward import following, reporting, reports, rules
from services.intake.casework.upward.tables import UpwardReport
from tests.integration.intake.case_desk import CLERK, PROMISED, REPORTED, Desk, open_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def report(desk: Desk, case_id: str, **more: str) -> Case:
    with desk.act() as tx:
        return reporting.report_up(tx, case_id, **more)


def reported(desk: Desk, case_id: str) -> UpwardReport:
    with desk.db.reading(CLERK) as tx:
        last = reports.reports_of(tx, case_id)[-1]
        tx.session.expunge(last)
        return last


@pytest.mark.row("S6.2", "S5.2", "N2")
def test_the_own_part_ends_with_the_report_and_the_time_above_is_not_ours(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)  # promised for 30 March
    desk.at("2026-03-12 10:00")
    case = report(desk, case_id, external_id="临民〔2026〕17号")
    assert (case.state, case.promised_on, case.next_mark_on) == ("reported", date(2026, 3, 30), None)
    assert case.derivation.endswith("3月12日上报市民政局，本级时限止于当日，其后不计，到期 3月30日")
    assert case.legal_derivation and case.legal_derivation.startswith("受理 3月2日，法定初审 20 个工作日")
    desk.at("2026-05-25 10:00")
    with desk.act() as tx:
        assert sweeps.ring_deadlines(tx) == 0
        following.record_answer(tx, case_id, True, "同意纳入，见电话13800001234")
        following.tell_result(tx, case_id, "village")
        ending.complete_case(tx, case_id)
    case = desk.case(case_id)
    assert (case.state, case.timing, case.working_days, case.result) == ("completed", "early", 8, "办结")
    assert reported(desk, case_id).answer == "同意纳入，见电话138****1234"
    [up], [answered], [told], [done] = (
        desk.told(event) for event in (CASE_REPORTED_UP, CASE_ANSWERED_ABOVE, CASE_RESULT_TOLD, CASE_COMPLETED)
    )
    assert (up.data["authority"], up.data["timing"], up.data["working_days"]) == ("市民政局", "early", 8)
    assert (answered.data["approved"], answered.data["days_above"]) == (True, 74)
    assert (told.data["how"], done.data["timing"]) == ("village", "early")


@pytest.mark.row("S5.2", "S2.2")
def test_a_report_past_its_day_is_overdue_though_the_authority_is_quick(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)
    desk.at("2026-03-31 10:00")
    report(desk, case_id)
    with desk.act() as tx:
        following.record_answer(tx, case_id, False, "不符合条件")
        following.tell_result(tx, case_id, "phone")
        ending.return_case(tx, case_id, "家庭收入超过标准", "《社会救助暂行办法》第九条")
    assert reported(desk, case_id).timing == "overdue" and reported(desk, case_id).state == "told"
    assert len(desk.told(ACCOUNTABILITY_OPENED)) == 1
    assert desk.told(CASE_RETURNED)[0].data["was_accepted"]


@pytest.mark.row("S5.2")
def test_a_case_that_is_decided_above_is_not_completed_before_the_person_knows(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)

    def complete(result: Result = Result.DONE) -> None:
        with desk.act() as tx:
            ending.complete_case(tx, case_id, result_code=result)

    with pytest.raises(rules.NotReported):
        complete(Result.PASSED_ON)
    report(desk, case_id)
    with pytest.raises(rules.AnswerMissing):
        complete()
    with pytest.raises(refusals.CaseReportedUp), desk.act() as tx:
        following.tell_result(tx, case_id, "phone")
    with desk.act() as tx:
        following.record_answer(tx, case_id, True, "同意")
    with pytest.raises(rules.ResultNotTold):
        complete()
    with desk.act() as tx:
        following.tell_result(tx, case_id, "phone")
    with pytest.raises(rules.ReportTold) as again, desk.act() as tx:
        following.tell_result(tx, case_id, "phone")
    assert again.value.code == "report_told.tell"
    complete(Result.ISSUED)
    assert desk.case(case_id).result == "出证办结"


def test_where_the_authority_goes_on_itself_the_case_ends_as_passed_on(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)
    report(desk, case_id, authority="市残疾人联合会")
    with desk.act() as tx:
        ending.complete_case(tx, case_id, result_code=Result.PASSED_ON)
    assert (desk.case(case_id).result, reported(desk, case_id).state) == ("转报办结", "closed")
    assert desk.told(CASE_REPORTED_UP)[0].data["authority"] == "市残疾人联合会"


@pytest.mark.row("C4", "N2")
def test_sent_back_the_own_time_goes_on_and_the_next_report_is_another(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)
    desk.at("2026-03-12 10:00")
    report(desk, case_id)
    desk.at("2026-03-23 10:00")
    with desk.act() as tx:
        case = reporting.take_sent_back(tx, case_id, "调查表缺签字")
        assert (case.state, case.promised_on) == ("accepted", date(2026, 4, 9))
    [back] = desk.told(CASE_SENT_BACK)
    assert (back.data["reason"], back.data["promised_on"]) == ("调查表缺签字", date(2026, 4, 9))
    desk.at("2026-03-26 10:00")
    report(desk, case_id)
    with desk.db.reading(CLERK) as tx:
        both = reports.reports_of(tx, case_id)
        assert [(each.no, each.state, each.working_days) for each in both] == [
            (1, "sent_back", 8), (2, "submitted", 11),
        ]  # fmt: skip


def test_what_may_not_be_reported(desk: Desk) -> None:
    own, promised = desk.accepted(PROMISED), desk.register(PROMISED, received=[1, 2, 5])
    with pytest.raises(rules.NotReportedItem):
        report(desk, own)
    with pytest.raises(refusals.NotAccepted):
        report(desk, promised)
    with desk.db.transaction() as tx:
        tx.one(Case, promised).item_kind = "reported"
    with desk.act() as tx:
        accept_case(tx, promised, [Undertaking(seq, "补交", date(2026, 3, 9)) for seq in (3, 4)])
    with pytest.raises(refusals.UndertakingOpen):
        report(desk, promised)
    with desk.act() as tx:
        receive_materials(tx, promised, [3, 4])
    assert report(desk, promised).state == "reported"


@pytest.mark.row("S5.2")
def test_a_report_is_followed_up_every_five_working_days_until_the_person_is_told(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)
    report(desk, case_id)  # Monday 2 March

    def rings(moment: str) -> int:
        desk.at(moment)
        before = len(desk.told(CASE_FOLLOW_UP_DUE))
        for _ in range(2):
            with desk.act() as tx:
                following.ring_follow_ups(tx)
        return len(desk.told(CASE_FOLLOW_UP_DUE)) - before

    assert [rings(moment) for moment in ("2026-03-08 10:00", "2026-03-09 00:10", "2026-03-15 10:00")] == [0, 1, 0]
    desk.at("2026-03-13 10:00")
    with desk.act() as tx:
        following.follow_up(tx, case_id, "已受理，正在公示")
    assert [rings(moment) for moment in ("2026-03-19 10:00", "2026-03-20 10:00", "2026-04-20 10:00")] == [0, 1, 1]
    with desk.act() as tx:
        following.record_answer(tx, case_id, True, "同意")
    assert rings("2026-04-27 10:00") == 1  # answered, and nobody has told the person
    assert [event.data["answered"] for event in desk.told(CASE_FOLLOW_UP_DUE)] == [False, False, False, True]
    with desk.act() as tx:
        following.tell_result(tx, case_id, "message")
    assert rings("2026-06-30 10:00") == 0
    assert len(desk.told(CASE_FOLLOWED_UP)) == 1


def test_a_case_withdrawn_while_it_is_above_is_followed_up_no_more(desk: Desk) -> None:
    case_id = desk.accepted(REPORTED)
    report(desk, case_id)
    with desk.act() as tx:
        ending.withdraw_case(tx, case_id, "本人放弃")
    assert reported(desk, case_id).state == "closed"
    desk.at("2026-06-30 10:00")
    with desk.act() as tx:
        assert following.ring_follow_ups(tx) == 0
    with desk.db.reading(CLERK) as tx:
        late = reports.find_reports(tx, follow_up_before=date(2026, 12, 31))
        assert tx.session.scalars(late).all() == []
