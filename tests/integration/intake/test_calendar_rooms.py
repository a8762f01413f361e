"""A published calendar moves what hangs on a case, an application, an inspection and a survey, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from libs.common.editions import carrying
from libs.common.editions.carrying import carry_batch, carry_on
from libs.common.editions.standing import in_force
from libs.common.events import Event
from libs.common.events.intake import (
    APPLICATION_DEADLINE_REACHED,
    DELIVERY_DEADLINE_REACHED,
    INSPECTION_FINDING_DEADLINE_REACHED,
    JOINT_PART_DEADLINE_REACHED,
    SURVEY_FINDING_DEADLINE_REACHED,
)
from libs.common.transaction import Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.arrangement import from_days
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.publishing import preview
from services.intake.calendar.tables import BOOK
from services.intake.casework.cases import clockwork, ending, steps
from services.intake.casework.cases.rules import Result
from services.intake.casework.deliveries import actions as deliveries
from services.intake.casework.deliveries.opening import delivery_of
from services.intake.casework.deliveries.rules import Handing, Way
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.joint import answering, settings
from services.intake.casework.joint.parts import asked_anew, parts_of
from services.intake.casework.joint.rules import PartPlan, Rule, State, part_ledger, part_limit
from services.intake.casework.joint.sweeps import ring_parts
from services.intake.casework.joint.tables import JointPart
from services.intake.duty.inspections import handling
from services.intake.duty.inspections.checklist import points_of
from services.intake.duty.inspections.recording import record_inspection
from services.intake.duty.inspections.sweeps import ring_findings as ring_inspections
from services.intake.duty.inspections.tables import Finding as InspectionFinding
from services.intake.online.applications.sweeps import ring_prechecks
from services.intake.quality.survey_findings import actions as findings
from services.intake.quality.survey_findings.tables import Finding as SurveyFinding
from services.intake.quality.surveys import actions as surveys
from tests.integration.intake.calendar_desk import (
    ADMINISTRATOR,
    NEW_YEAR,
    PLAIN_AGAIN,
    announce,
    carry,
    listed,
    moves,
    newest,
)
from tests.integration.intake.case_desk import CLERK, DIRECTOR, JOINT, PROMISED, Desk, day, open_desk
from tests.integration.intake.duty_desk import LEAD
from tests.integration.intake.online_desk import QUICK, begin, submitted, take_in
from tests.integration.intake.test_surveys import SAID

pytestmark = pytest.mark.row("N1", "N2")
BUILDING, FARMING = "村镇建设办公室", "农业农村办公室"  # of JOINT; the one has fifteen working days, the other five
PAPER = "函〔2026〕9号"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")  # a Friday
    carry(opened)  # the edition that a new hall begins with
    yield opened
    opened.db.dispose()


def of_kind(desk: Desk, kind: str, edition: int = 2) -> list[tuple[str, str, bool, bool]]:
    return [move[1:] for move in listed(desk, edition) if move[0] == kind]


def ring(desk: Desk, event: Event, sweep: Callable[[Transaction], int], moment: str) -> list[tuple[str, str]]:
    """The reminders that the moment brings; asked twice, told once."""
    desk.at(moment)
    before = len(desk.told(event))
    for _ in range(2):
        with desk.act() as tx:
            sweep(tx)
    return [(each.data["kind"], str(each.data["due_on"])) for each in desk.told(event)[before:]]


def joint_case(desk: Desk) -> str:
    with desk.act(DIRECTOR) as tx:
        settings.set_joint(tx, "taozhu", JOINT, Rule.ALL_FINISHED, "镇联审制度", [PartPlan(FARMING, 5, "现场踏勘")])
    return desk.accepted(JOINT)


def part(desk: Desk, case_id: str, department: str) -> JointPart:
    with desk.db.reading() as tx:
        [found] = [each for each in parts_of(tx, case_id) if each.department == department]
        tx.session.expunge(found)
        return found


def require_parts_followed(desk: Desk) -> int:
    """Every open part has the day that its case's ledger gives by the calendar in force; returns how many are open."""
    with desk.db.reading() as tx:
        parts = tx.session.scalars(select(JointPart).where(JointPart.state == State.OPEN)).all()
        for each in parts:
            ledger = steps.ledger_of(tx, each.case_id)
            own = part_ledger(ledger, each.department, each.limit_days, asked_anew(each))
            found = part_limit(own, ledger, working_calendar(tx))
            assert (each.due_on, each.provisional) == (found.due_on, found.provisional)
            assert each.calendar_edition == in_force(BOOK, tx).number
    return len(parts)


@pytest.mark.row("C5")
def test_the_parts_of_a_joint_case_follow_the_clock_of_the_case(desk: Desk) -> None:
    case_id = joint_case(desk)
    announce(desk, NEW_YEAR, year=2027)
    assert carry(desk)["done"] == 3
    assert of_kind(desk, "joint-part") == [
        ("2027-01-04", "2027-01-06", True, False), ("2027-01-18", "2027-01-19", True, False),
    ]  # fmt: skip
    farming, building = part(desk, case_id, FARMING), part(desk, case_id, BUILDING)
    assert (farming.due_on, farming.provisional, farming.version) == (day("2027-01-06"), False, 2)
    assert farming.derivation.endswith("到期 2027年1月6日")
    [move] = [each for each in moves(desk) if each.subject_id == farming.id]
    assert move.number == desk.case(case_id).case_number
    assert move.text == (
        "2027年1月4日（暂定） → 2027年1月6日：2027年1月4日由工作日改为节假日（元旦）、"
        "2027年1月5日由工作日改为节假日（元旦）"
    )
    assert require_parts_followed(desk) == 2
    with desk.act() as tx:
        answering.undertake(tx, farming.id, "踏勘并出具意见", day("2027-01-06"), PAPER)
        answering.answer(tx, building.id, State.OBJECTED, "退线不足", PAPER)
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    carry(desk)
    assert of_kind(desk, "joint-part", 3) == []
    assert part(desk, case_id, FARMING).due_on == day("2027-01-06"), "undertaken on paper"
    assert part(desk, case_id, BUILDING).due_on == day("2027-01-19"), "answered: judged by its day"


@pytest.mark.row("C4", "C5")
def test_the_parts_of_a_case_whose_clock_stands_keep_their_days_left(desk: Desk) -> None:
    case_id = joint_case(desk)
    desk.at("2027-01-07 09:00")
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "检测", 5)
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    building = part(desk, case_id, BUILDING)
    [move] = [each for each in moves(desk) if each.subject_id == building.id]
    assert move.text.startswith("暂停，剩余 7 个工作日（暂定） → 暂停，剩余 9 个工作日：")
    assert (building.due_on, move.before, move.moved) == (None, None, False)
    # Past its day before the clock stopped: no pause heals that, by either calendar.
    assert part(desk, case_id, FARMING).due_on == day("2027-01-06")
    desk.at("2027-01-08 09:00")
    with desk.act() as tx:
        clockwork.resume_case(tx, case_id)
    assert part(desk, case_id, BUILDING).due_on == desk.case(case_id).promised_on == day("2027-01-20")
    assert require_parts_followed(desk) == 2


@pytest.mark.row("C5")
def test_a_part_that_was_asked_anew_late_moves_with_the_day_of_its_case(desk: Desk) -> None:
    case_id = joint_case(desk)
    building = part(desk, case_id, BUILDING)
    desk.at("2027-01-11 09:00")
    with desk.act() as tx:
        answering.answer(tx, building.id, State.OBJECTED, "退线不足", PAPER)
        answering.reopen(tx, building.id, "已整改")
    assert part(desk, case_id, BUILDING).due_on == desk.case(case_id).promised_on == day("2027-01-18")
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    [move] = [each for each in moves(desk) if each.subject_id == building.id]
    assert (move.before, move.after) == (day("2027-01-18"), day("2027-01-19"))
    assert "2027年1月9日由周末改为调休上班" in move.text, "before it was asked anew, yet a day of its case"
    assert part(desk, case_id, BUILDING).derivation.endswith("不晚于办件承诺日 2027-01-19")
    assert require_parts_followed(desk) == 2


def test_a_part_under_a_clerks_hand_is_passed_by_and_found_again(desk: Desk) -> None:
    """On PostgreSQL a clerk's transaction may overlap the whole job; on SQLite nobody writes meanwhile."""
    if desk.db.is_sqlite:
        pytest.skip("writers follow one another there")
    case_id, other = joint_case(desk), joint_case(desk)
    with desk.db.transaction(CLERK) as slow:
        clockwork.extend_case(slow, case_id, 5, "案情复杂")
        announce(desk, NEW_YEAR, year=2027)
        for _ in range(3):
            carry_on(desk.db, BOOK, BEARERS)
        assert (newest(desk)["state"], newest(desk)["done"], newest(desk)["left"]) == ("carrying", 3, 3)
        assert part(desk, other, FARMING).due_on == day("2027-01-06")
    assert part(desk, case_id, FARMING).calendar_edition == 1
    assert carry(desk)["done"] == 6
    assert require_parts_followed(desk) == 4


@pytest.mark.parametrize("act", ["return", "send"])
def test_the_job_makes_no_clerk_stale(desk: Desk, act: str) -> None:
    """On PostgreSQL: what a clerk has looked at, and is about to change, the job leaves until afterwards."""
    if desk.db.is_sqlite:
        pytest.skip("writers follow one another there")
    case_id = joint_case(desk) if act == "return" else issued(desk, Way.POST)
    announce(desk, NEW_YEAR, year=2027)
    run = Transaction.moved

    def meanwhile(tx: Transaction, model: Any, *args: Any, **values: Any) -> None:
        if model in (JointPart, Delivery):
            carry_on(desk.db, BOOK, BEARERS)
        run(tx, model, *args, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transaction, "moved", meanwhile)
        with desk.act() as tx:
            if act == "return":
                ending.return_case(tx, case_id, "不符合条件", "办事指南所列申请条件")
            else:
                deliveries.send(tx, case_id, "中国邮政", "1234567890123")
    carry(desk)
    assert newest(desk)["left"] == 0
    if act == "return":
        assert {part(desk, case_id, name).state for name in (BUILDING, FARMING)} == {"cancelled"}
        return
    with desk.db.reading() as tx:
        sent = delivery_of(tx, case_id)
        assert sent is not None and (sent.state, sent.deliver_by) == ("sent", day("2027-01-12"))


@pytest.mark.row("C5")
def test_a_part_is_reminded_once_of_a_day_that_moved_away_and_back(desk: Desk) -> None:
    joint_case(desk)
    reached = JOINT_PART_DEADLINE_REACHED, ring_parts
    assert ring(desk, *reached, "2027-01-04 09:00") == [("due", "2027-01-04")]
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    carry(desk)
    assert ring(desk, *reached, "2027-01-04 10:00") == []
    assert ring(desk, *reached, "2027-01-05 09:00") == [("overdue", "2027-01-04")]


def issued(desk: Desk, way: Way | None = None) -> str:
    case_id = desk.accepted(PROMISED)
    with desk.act() as tx:
        ending.complete_case(tx, case_id, result_code=Result.ISSUED, handing=Handing(None, way))
    return case_id


@pytest.mark.row("C8")
def test_what_is_not_delivered_follows(desk: Desk) -> None:
    waiting, handed_over = issued(desk), issued(desk)
    with desk.act() as tx:
        deliveries.deliver(tx, handed_over)
    reached = DELIVERY_DEADLINE_REACHED, deliveries.ring_deliveries
    assert ring(desk, *reached, "2027-01-07 09:00") == [("approaching", "2027-01-11")]
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert of_kind(desk, "delivery") == [("2027-01-11", "2027-01-12", True, False)]
    [move] = [each for each in moves(desk) if each.kind == "delivery"]
    assert move.number == desk.case(waiting).case_number
    with desk.db.reading() as tx:
        moved, kept = delivery_of(tx, waiting), delivery_of(tx, handed_over)
        assert moved is not None and kept is not None
        assert (moved.deliver_by, moved.provisional, moved.version) == (day("2027-01-12"), False, 2)
        assert moved.derivation.startswith("办结 12月25日，送达 10 个工作日")
        assert (kept.deliver_by, kept.provisional) == (day("2027-01-11"), True)
    assert ring(desk, *reached, "2027-01-08 09:00") == [], "two working days before the 12th is Saturday the 9th"
    assert ring(desk, *reached, "2027-01-09 09:00") == [("approaching", "2027-01-12")]
    assert ring(desk, *reached, "2027-01-12 09:00") == [("due", "2027-01-12")]


def inspect(desk: Desk, *wanting: str) -> list[str]:
    """A round that finds each of ``wanting`` so; three working days for each."""
    with desk.act(LEAD) as tx:
        codes = [point.code for point in points_of(tx, "taozhu")]
        results = [{"code": code, "result": "wanting" if code in wanting else "ok", "note": ""} for code in codes]
        about: dict[str, Any] = {"words": "样例", "window": 3, "person": None, "working_days": 3}
        round_ = record_inspection(tx, "taozhu", tx.now, results, [{"point": code, **about} for code in wanting])
        own = select(InspectionFinding).where(InspectionFinding.inspection_id == round_.id)
        found = {each.point: each.id for each in tx.session.scalars(own)}
    return [found[code] for code in wanting]


@pytest.mark.row("S3.3")
def test_the_day_of_an_inspection_finding_follows_until_it_is_put_right(desk: Desk) -> None:
    desk.at("2026-12-30 09:00")
    fresh, done, again = inspect(desk, "at_post", "equipment", "order")
    with desk.act(LEAD) as tx:
        handling.put_right(tx, done, "已整改")
        handling.put_right(tx, again, "已整改")
    desk.at("2026-12-31 09:00")
    with desk.act(DIRECTOR) as tx:
        handling.reopen(tx, again, "仍未到位")
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert of_kind(desk, "inspection-finding") == [
        ("2027-01-05", "2027-01-07", True, False), ("2027-01-06", "2027-01-08", True, False),
    ]  # fmt: skip
    with desk.db.reading() as tx:
        one, other, kept = (tx.one(InspectionFinding, each) for each in (fresh, again, done))
        assert (one.due_on, one.provisional, one.version) == (day("2027-01-07"), False, 2)
        assert (other.due_on, other.derivation.split()[0]) == (day("2027-01-08"), "退回")
        assert (kept.due_on, kept.provisional) == (day("2027-01-05"), True)
    reached = INSPECTION_FINDING_DEADLINE_REACHED, ring_inspections
    assert ("due", "2027-01-07") in ring(desk, *reached, "2027-01-07 09:00")


@pytest.mark.row("S4.4")
def test_the_reply_to_an_online_application_follows_from_the_day_that_it_counts_as_received(desk: Desk) -> None:
    desk.at("2026-12-31 16:00")
    in_hours, taken_in = submitted(desk, 1, QUICK), submitted(desk, 2, QUICK)
    case_id = take_in(desk, taken_in)
    desk.at("2026-12-31 18:30")
    evening = submitted(desk, 3, QUICK)
    begin(desk, 4, QUICK)
    assert [str(each.row().reply_by) for each in (in_hours, evening)] == ["2027-01-08", "2027-01-11"]
    announce(desk, NEW_YEAR, year=2027)
    assert carry(desk)["done"] == 3
    assert of_kind(desk, "application-reply") == [
        ("2027-01-08", "2027-01-11", True, False), ("2027-01-11", "2027-01-12", True, False),
    ]  # fmt: skip
    assert [move.number for move in moves(desk) if move.kind == "application-reply"] == sorted(
        (in_hours.number, evening.number)
    )
    early, late = in_hours.row(), evening.row()
    assert (early.received_on, early.reply_by, early.provisional) == (day("2026-12-31"), day("2027-01-11"), False)
    assert (late.received_on, late.reply_by, late.version) == (day("2027-01-06"), day("2027-01-12"), 3)
    assert late.derivation is not None and late.derivation.startswith("收到申请 1月6日")
    [why] = [move.text for move in moves(desk) if move.number == evening.number]
    assert "2027年1月4日由工作日改为节假日" in why, "the day that it would have counted as received"
    # What it becomes goes on from the same day, and what has become a case moved as one.
    desk.at("2027-01-06 09:00")
    assert desk.case(take_in(desk, evening)).reply_by == day("2027-01-12")
    assert taken_in.row().reply_by == day("2027-01-08") and desk.case(case_id).reply_by == day("2027-01-11")
    reached = APPLICATION_DEADLINE_REACHED, ring_prechecks
    assert ring(desk, *reached, "2027-01-08 09:00") == [("approaching", "2027-01-11")]
    assert ring(desk, *reached, "2027-01-11 09:00") == [("due", "2027-01-11")]


def survey_finding(desk: Desk, survey: str, **more: Any) -> str:
    with desk.act(DIRECTOR) as tx:
        return findings.open_finding(tx, survey, problem="等候久", responsible="clerk01", **more).id


def closed_survey(desk: Desk) -> str:
    with desk.act(DIRECTOR) as tx:
        dates = {"opens_on": steps.today(tx), "closes_on": day("2027-03-31")}
        survey = surveys.draft_survey(tx, "taozhu", **{**SAID, "audience": "slip", **dates}).id
        surveys.publish_survey(tx, survey)
    with desk.act(DIRECTOR) as tx:
        surveys.close_survey(tx, survey)
    return survey


@pytest.mark.row("S4.14")
def test_the_day_of_a_survey_finding_follows_unless_it_was_named(desk: Desk) -> None:
    desk.at("2026-12-31 09:00")
    survey = closed_survey(desk)
    counted, put_right = survey_finding(desk, survey), survey_finding(desk, survey)
    named = survey_finding(desk, survey, until=day("2027-01-05"))
    with desk.act() as tx:
        findings.rectify(tx, put_right, "增开窗口")
    announce(desk, NEW_YEAR, year=2027)
    assert carry(desk)["done"] == 1
    assert of_kind(desk, "survey-finding") == [("2027-01-22", "2027-01-25", True, False)]

    def row(finding: str) -> SurveyFinding:
        with desk.db.reading() as tx:
            found = tx.one(SurveyFinding, finding)
            tx.session.expunge(found)
            return found

    assert (row(counted).rectify_by, row(counted).provisional) == (day("2027-01-25"), False)
    assert row(counted).derivation.endswith("到期 2027年1月25日")
    assert (row(named).rectify_by, row(named).version) == (day("2027-01-05"), 1)
    assert row(put_right).rectify_by == day("2027-01-22")
    with desk.act(DIRECTOR) as tx:
        findings.follow_up(tx, put_right, False, "仍久")
    assert carry(desk)["done"] == 2
    assert row(put_right).rectify_by == day("2027-01-25"), "open again, it follows"
    reached = SURVEY_FINDING_DEADLINE_REACHED, findings.ring_findings
    assert ring(desk, *reached, "2027-01-25 09:00")[-1] == ("due", "2027-01-25")


def open_everything(desk: Desk) -> int:
    """One of each kind; returns how many rows follow the calendar."""
    joint_case(desk)
    issued(desk)
    inspect(desk, "equipment")
    submitted(desk, 1, QUICK)
    survey_finding(desk, closed_survey(desk))
    return 7


def test_batch_by_batch_and_overtaken_each_moves_once_and_as_was_foreseen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.at("2026-12-31 09:00")
    rows = open_everything(desk)
    with desk.db.reading(ADMINISTRATOR) as tx:
        foreseen = preview(tx, from_days(NEW_YEAR, "预览", 2027, True))["deadlines"]
    announce(desk, NEW_YEAR, year=2027)
    monkeypatch.setattr(carrying, "AT_ONCE", 1)
    for _ in range(rows):
        with desk.db.transaction() as tx:
            assert carry_batch(BOOK, tx, BEARERS) == 1
    assert {each["kind"]: each["moved"] for each in foreseen} == Counter(move.kind for move in moves(desk, 2))
    assert {each["words"] for each in foreseen} == {
        "办件承诺期限", "办件法定期限", "联办意见期限", "结果送达期限", "巡查问题整改期限", "网上申请答复期限",
        "测评问题整改期限",
    }  # fmt: skip
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    with desk.db.transaction() as tx:
        assert carry_batch(BOOK, tx, BEARERS) == 1
    announce(desk, NEW_YEAR, source="再更正（样例）")
    assert carry(desk)["done"] == rows
    for edition in (2, 3, 4):
        assert set(Counter((move.subject_id, move.kind) for move in moves(desk, edition)).values()) <= {1}
    assert {move.subject_id for move in moves(desk, 4)} == {move.subject_id for move in moves(desk, 3)}
    assert require_parts_followed(desk) == 2


def test_what_is_counted_by_the_newest_edition_is_not_counted_again(desk: Desk) -> None:
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    open_everything(desk)
    assert (newest(desk)["left"], carry(desk)["done"], moves(desk)) == (0, 0, [])
