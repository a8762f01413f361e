"""A published calendar moves the parts of joint cases on the clock of their case, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.editions.carrying import carry_on
from libs.common.events.intake import (
    JOINT_PART_DEADLINE_REACHED,
)
from libs.common.transaction import Transaction
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.tables import BOOK
from services.intake.casework.cases import clockwork, ending
from services.intake.casework.deliveries import actions as deliveries
from services.intake.casework.deliveries.opening import delivery_of
from services.intake.casework.deliveries.rules import Way
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.joint import answering
from services.intake.casework.joint.rules import State
from services.intake.casework.joint.sweeps import ring_parts
from services.intake.casework.joint.tables import JointPart
from tests.integration.intake.calendar_desk import (
    NEW_YEAR,
    PLAIN_AGAIN,
    announce,
    carry,
    moves,
    newest,
)
from tests.integration.intake.calendar_rooms import (
    BUILDING,
    FARMING,
    PAPER,
    issued,
    joint_case,
    of_kind,
    part,
    require_parts_followed,
    ring,
)
from tests.integration.intake.case_desk import CLERK, Desk, day, open_desk

pytestmark = pytest.mark.row("N1", "N2")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")  # a Friday
    carry(opened)  # the edition that a new hall begins with
    yield opened
    opened.db.dispose()


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
