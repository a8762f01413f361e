"""Limits of petitions: where they come from, their derivation, and when to remind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Deadline, due
from services.petitions.limits.rules import (
    KIND_LIMITS,
    Mark,
    marks,
    opening_entries,
    reached,
    sign_columns,
    timing,
    transfer_entry,
)
from services.petitions.register.rules import KINDS

CALENDAR = seed_calendar()
MONDAY = date(2026, 3, 2)


def deadline(limit: int | None, kind: str, county: date | None = None, day: date = MONDAY) -> Deadline:
    return due(opening_entries("p", day, limit, kind, county), CALENDAR)


@pytest.mark.row("P8", "N2")
def test_the_clock_starts_on_dispatch_and_prints_its_derivation() -> None:
    found = deadline(5, "投诉")
    assert found.due == date(2026, 3, 9)
    assert found.text == "交办 3月2日，时限 5 个工作日，到期 3月9日"
    over_new_year = deadline(3, "投诉", day=date(2026, 12, 30))
    assert over_new_year.provisional and "暂定" in over_new_year.text


def test_a_category_without_limit_follows_its_kind() -> None:
    assert set(KIND_LIMITS) == set(KINDS)
    for kind, days in (("咨询", 1), ("求助", 3), ("投诉", 5), ("举报", 5), ("建议", 10)):
        assert deadline(None, kind).due == CALENDAR.add_working_days(MONDAY, days)


@pytest.mark.row("N2")
def test_the_countys_own_deadline_wins_and_a_transfer_does_not_move_it() -> None:
    county = date(2026, 3, 4)
    assert deadline(5, "投诉", county).due == county
    entries = [*opening_entries("p", MONDAY, 5, "投诉", None), transfer_entry("p", 1, MONDAY, "U-PC")]
    moved = due(entries, CALENDAR)
    assert moved.due == date(2026, 3, 9) and moved.holder == "U-PC"


def test_signing_takes_one_working_day() -> None:
    signing = sign_columns("p", date(2026, 3, 6), CALENDAR)
    assert signing == {"sign_by": date(2026, 3, 9), "sign_provisional": False}
    assert sign_columns("p", date(2026, 12, 31), CALENDAR) == {"sign_by": date(2027, 1, 4), "sign_provisional": True}


@pytest.mark.row("P8")
def test_reminders_come_in_order_and_a_standstill_gives_the_latest_alone() -> None:
    plan = marks(date(2026, 3, 9), CALENDAR, 2)
    assert plan == [
        (date(2026, 3, 5), Mark.APPROACHING),
        (date(2026, 3, 9), Mark.DUE),
        (date(2026, 3, 10), Mark.OVERDUE),
    ]
    assert reached(plan, date(2026, 3, 4)) == (None, date(2026, 3, 5))
    assert reached(plan, date(2026, 3, 5)) == (Mark.APPROACHING, date(2026, 3, 9))
    assert reached(plan, date(2026, 3, 9)) == (Mark.DUE, date(2026, 3, 10))
    assert reached(plan, date(2026, 4, 1)) == (Mark.OVERDUE, None)
    assert [mark for _, mark in marks(date(2026, 3, 9), CALENDAR, 0)] == [Mark.DUE, Mark.OVERDUE]


@given(st.integers(0, 3000), st.integers(0, 5), st.lists(st.integers(0, 40), max_size=20))
def test_asked_on_any_days_each_reminder_is_given_at_most_once(
    start: int, ahead: int, steps: list[int]
) -> None:
    day = date(2018, 1, 1) + timedelta(days=start)
    plan = marks(day + timedelta(days=10), CALENDAR, ahead)
    given_marks: list[Mark] = []
    following: date | None = plan[0][0]
    for step in steps:
        day += timedelta(days=step)
        if following is not None and following <= day:
            mark, following = reached(plan, day)
            assert mark is not None
            given_marks.append(mark)
    assert given_marks == sorted(set(given_marks), key=list(Mark).index)


def test_timing() -> None:
    day = date(2026, 3, 9)
    assert timing(day - timedelta(days=1), day) == "early"
    assert timing(day, day) == "on_time"
    assert timing(day + timedelta(days=1), day) == "overdue"
