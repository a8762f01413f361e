"""A published calendar moves open cases, on both databases: which dates, why, and what stays as it was told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.events.intake import ACCOUNTABILITY_OPENED, CASE_DEADLINE_MOVED, CASE_DEADLINE_REACHED
from services.intake.casework.cases import clockwork
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.queries import case_in_full
from services.intake.casework.cases.rules import Undertaking
from services.intake.casework.cases.sweeps import ring_deadlines
from services.intake.casework.notices.actions import give_notice, notices_to_see, shown
from services.intake.quality.accountability.tables import AccountabilityEntry
from tests.integration.intake.calendar_desk import (
    ITS_MATERIALS,
    NEW_YEAR,
    PLAIN_AGAIN,
    TEN_DAYS,
    announce,
    carry,
    listed,
    moves,
    newest,
)
from tests.integration.intake.case_desk import CLERK, IMMEDIATE, Desk, day, open_desk

pytestmark = pytest.mark.row("N1", "N2")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")  # a Friday
    carry(opened)  # the edition that a new hall begins with
    yield opened
    opened.db.dispose()


def ring(desk: Desk, moment: str) -> list[tuple[str, str]]:
    """The reminders of cases that the moment brings, with their due dates; asked twice, told once."""
    desk.at(moment)
    before = len(desk.told(CASE_DEADLINE_REACHED))
    for _ in range(2):
        with desk.act() as tx:
            ring_deadlines(tx)
    told = desk.told(CASE_DEADLINE_REACHED)[before:]
    return [(event.data["kind"], str(event.data["due_on"])) for event in told]


@pytest.mark.row("C3")
def test_a_year_is_announced_over_an_open_case_and_corrected(desk: Desk) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    case = desk.case(case_id)
    assert (case.promised_on, case.provisional) == (day("2027-01-11"), True)
    assert case.derivation.endswith("到期 2027年1月11日（暂定）")
    desk.at("2026-12-28 09:00")
    answer = announce(desk, NEW_YEAR, year=2027)
    assert (answer["published"], answer["number"], answer["days"]) == (True, 1, 365)
    assert desk.case(case_id).promised_on == day("2027-01-11"), "the job has not come by yet"
    assert (newest(desk)["state"], newest(desk)["left"]) == ("carrying", 1)
    done = carry(desk)
    assert (done["done"], done["moved"], done["left"]) == (1, 2, 0)
    assert len(done["changes"]) == 365
    case = desk.case(case_id)
    assert (case.promised_on, case.legal_on, case.provisional) == (day("2027-01-12"), day("2027-01-26"), False)
    assert case.version == 3, "another version: whoever saw the old date is told so"
    assert listed(desk, 2) == [
        ("case-legal", "2027-01-25", "2027-01-26", True, False),
        ("case-promised", "2027-01-11", "2027-01-12", True, False),
    ]
    [promised] = [move for move in moves(desk, 2) if move.kind == "case-promised"]
    assert (promised.number, promised.subject_id, promised.moved) == (case.case_number, case_id, True)
    assert promised.text == (
        "2027年1月11日（暂定） → 2027年1月12日：2027年1月4日由工作日改为节假日（元旦）、"
        "2027年1月5日由工作日改为节假日（元旦）、2027年1月9日由周末改为调休上班（元旦）"
    )
    assert "12月28日工作日历更新（版本 1-" in case.derivation
    assert "元旦 2027年1月4日–2027年1月5日不计，调休上班 2027年1月9日计入" in case.derivation
    assert case.derivation.endswith("到期 2027年1月12日")
    desk.at("2026-12-29 09:00")
    assert announce(desk, PLAIN_AGAIN, source="更正（样例）")["edition"] == 3
    carry(desk)
    case = desk.case(case_id)
    assert (case.promised_on, case.provisional) == (day("2027-01-11"), False)
    assert ("case-promised", "2027-01-12", "2027-01-11", False, False) in listed(desk, 3)
    with desk.db.reading(CLERK) as tx:
        ledger = case_in_full(tx, case_id)["ledger"]
    assert [entry["kind"] for entry in ledger] == ["started", "calendar_revised", "calendar_revised"]
    first, second = desk.told(CASE_DEADLINE_MOVED)
    assert (str(first.data["was_due_on"]), str(first.data["due_on"])) == ("2027-01-11", "2027-01-12")
    assert (str(first.data["was_legal_on"]), str(first.data["legal_on"])) == ("2027-01-25", "2027-01-26")
    assert (first.data["deadline"], first.data["provisional"], second.data["calendar_edition"]) == (
        "completion", False, 3,
    )  # fmt: skip
    assert "2027年1月9日由周末改为调休上班" in first.data["why"]


def test_a_reminder_is_repeated_for_a_new_date_and_never_for_the_old(desk: Desk) -> None:
    desk.accepted(TEN_DAYS, ITS_MATERIALS)
    assert ring(desk, "2027-01-07 09:00") == [("approaching", "2027-01-11")]
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert ring(desk, "2027-01-08 09:00") == [], "two working days before the 12th is Saturday the 9th"
    assert ring(desk, "2027-01-09 09:00") == [("approaching", "2027-01-12")]
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    carry(desk)
    assert ring(desk, "2027-01-10 09:00") == [], "told on the 7th"
    assert ring(desk, "2027-01-11 09:00") == [("due", "2027-01-11")]
    assert ring(desk, "2027-01-12 09:00") == [("overdue", "2027-01-11")]


def test_a_mark_alone_repeats_no_reminder(desk: Desk) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    assert ring(desk, "2027-01-07 09:00") == [("approaching", "2027-01-11")]
    announce(desk, [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}], year=2027)
    carry(desk)
    assert listed(desk)[1] == ("case-promised", "2027-01-11", "2027-01-11", True, False)
    assert not desk.case(case_id).provisional
    assert ring(desk, "2027-01-08 09:00") == []
    assert ring(desk, "2027-01-11 09:00") == [("due", "2027-01-11")]


def test_where_the_date_stays_the_reminder_may_still_move(desk: Desk) -> None:
    desk.accepted(TEN_DAYS, ITS_MATERIALS)
    announce(desk, [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}], year=2027)
    carry(desk)
    swap = [{"date": "2027-01-02", "kind": "makeup"}, {"date": "2027-01-08", "kind": "holiday"}]
    announce(desk, swap, source="更正（样例）")
    carry(desk)
    assert listed(desk, 3) == []
    assert ring(desk, "2027-01-06 09:00") == [("approaching", "2027-01-11")], "it was to come on the 7th"


@pytest.mark.row("C4")
def test_a_change_while_the_clock_stands_loses_no_day(desk: Desk) -> None:
    """Paused after four days with six left; what is left counts by the calendar of the day of resuming."""
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    desk.at("2026-12-31 09:00")
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "检测", 5)
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert desk.case(case_id).promised_on is None and moves(desk) == [], "the four days were days of 2026"
    desk.at("2027-01-04 09:00")
    with desk.act() as tx:
        clockwork.resume_case(tx, case_id)
    assert desk.case(case_id).promised_on == day("2027-01-12")  # 6, 7, 8, 9, 11, 12
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "检测", 5)
    announce(desk, [{"date": "2027-01-04", "kind": "workday"}], source="更正（样例）")
    carry(desk)
    assert listed(desk, 3) == [], "day 0 of what is left is no counted day"


def test_the_days_left_of_a_standing_clock_follow_too(desk: Desk) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    desk.at("2027-01-07 09:00")
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "检测", 5)
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    [legal, promised] = moves(desk) if moves(desk)[0].kind == "case-legal" else reversed(moves(desk))
    assert promised.text.startswith("暂停，剩余 2 个工作日（暂定） → 暂停，剩余 4 个工作日：")
    assert (promised.before, promised.after, promised.moved, legal.moved) == (None, None, False, False)
    desk.at("2027-01-08 09:00")
    with desk.act() as tx:
        clockwork.resume_case(tx, case_id)
    assert desk.case(case_id).promised_on == day("2027-01-13")  # 9, 11, 12, 13


def test_what_was_told_on_paper_stays_and_what_ended_is_left_alone(desk: Desk) -> None:
    waiting, promised, ended = desk.register(TEN_DAYS, [1]), desk.register(IMMEDIATE, [1]), desk.accepted()
    with desk.act() as tx:
        give_notice(tx, waiting, until=day("2027-01-05"))
        accept_case(tx, promised, [Undertaking(2, "户口簿原件", day("2027-01-05"))])
        until = day("2027-01-05")
        assert shown(tx, notices_to_see(tx, waiting)[0])["provisional"], "whether the hall is open then is not settled"
    desk.completed(ended)
    before = [desk.case(case_id).version for case_id in (waiting, promised, ended)]
    due = desk.case(ended).promised_on
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert moves(desk) == []
    assert desk.case(waiting).supplement_until == until and not desk.case(waiting).provisional
    assert desk.case(ended).promised_on == due
    assert [desk.case(case_id).version for case_id in (waiting, promised, ended)] == before
    with desk.act() as tx:
        assert not shown(tx, notices_to_see(tx, waiting)[0])["provisional"]


@pytest.mark.row("S2.2")
def test_the_day_of_the_reply_follows(desk: Desk) -> None:
    desk.at("2026-12-29 09:00")
    case_id = desk.register(TEN_DAYS, [1])
    assert (desk.case(case_id).reply_by, desk.case(case_id).provisional) == (day("2027-01-06"), True)
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    case = desk.case(case_id)
    assert (case.reply_by, case.provisional) == (day("2027-01-08"), False)
    assert case.derivation.endswith("到期 2027年1月8日")
    [told] = desk.told(CASE_DEADLINE_MOVED)
    assert (told.data["deadline"], str(told.data["due_on"])) == ("reply", "2027-01-08")


@pytest.mark.row("S2.2")
def test_nobody_answers_for_a_delay_that_is_none(desk: Desk) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    assert ring(desk, "2027-01-12 09:00") == [("overdue", "2027-01-11")]
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    with desk.db.reading() as tx:
        [entry] = tx.session.query(AccountabilityEntry).all()
        assert (entry.state, entry.reason) == ("cancelled", "工作日历调整后，办件未超期")
    assert desk.case(case_id).promised_on == day("2027-01-12")
    assert ring(desk, "2027-01-13 09:00") == [("overdue", "2027-01-12")]
    with desk.db.reading() as tx:
        [entry] = tx.session.query(AccountabilityEntry).all()
        assert (entry.state, entry.reason, entry.decided_by) == ("opened", None, None)
        assert "2027-01-12" in entry.facts
    assert len(desk.told(ACCOUNTABILITY_OPENED)) == 2
