"""Ratings, their flags, rectification and appeal, without a database."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from libs.common.calendar.seed import seed_calendar
from libs.common.events.parts import LEVELS
from services.intake.quality.appeals.rules import AppealTooLate, require_in_time
from services.intake.quality.ratings.indicators import FILE, in_words, indicators, require_offered
from services.intake.quality.ratings.integrity import BURST, PATTERN, TOO_FAST, Limits, Press, elapsed, flags
from services.intake.quality.ratings.rules import NotHandledYet, UnknownIndicator, is_bad, require_ratable
from services.intake.quality.rectification import rules
from services.intake.quality.rectification.rules import State, after_call_back, after_contact, require_move

REFERENCE = Path(__file__).resolve().parents[3] / "samples" / "reference" / "haochaping-indicators.csv"
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LIMITS = Limits(quick_seconds=1, burst_seconds=60, burst_most=5, run_length=10, run_seconds=3)


def press(number: int, at: float, level: str = "satisfied", waited: float | None = 8.0) -> Press:
    return Press(f"r-{number:02d}", level, NINE + timedelta(seconds=at), waited)


@pytest.mark.row("C12")
def test_the_indicators_are_forty_eight_a_level_and_the_list_is_the_reference_s() -> None:
    active = [one for one in indicators().values() if one.active]
    assert len(active) == 40 and len(indicators()) == len(list(csv.DictReader(FILE.open(encoding="utf-8"))))
    assert {level: sum(one.level == level for one in active) for level in LEVELS} == dict.fromkeys(LEVELS, 8)
    assert FILE.read_bytes() == REFERENCE.read_bytes()
    require_offered(["510", "517"], "very_satisfied")
    for code, level in (("510", "satisfied"), ("501", "very_satisfied"), ("999", "satisfied")):
        with pytest.raises(UnknownIndicator):
            require_offered([code], level)
    assert in_words(["207", "态度好"]) == [
        {"code": "207", "text": "没有提供材料样本"}, {"code": "态度好", "text": None},
    ]  # fmt: skip


@pytest.mark.row("C12", "C13")
def test_what_ended_is_rated_and_the_last_two_levels_are_bad() -> None:
    require_ratable("completed", "case")
    require_ratable("returned", "case")
    for state in ("registered", "accepted", "withdrawn"):
        with pytest.raises(NotHandledYet):
            require_ratable(state, "case")
    assert [level for level in LEVELS if is_bad(level)] == ["dissatisfied", "very_dissatisfied"]


@pytest.mark.row("N11")
def test_a_press_that_nobody_can_have_read_is_too_fast() -> None:
    assert flags([press(1, 0, waited=0.99), press(2, 300, waited=1.0), press(3, 600, waited=None)], LIMITS) == {
        "r-01": {TOO_FAST}
    }


@pytest.mark.row("N11")
def test_a_terminal_s_clock_is_believed_no_further_than_ours() -> None:
    sent_late = elapsed(NINE, NINE + timedelta(seconds=5), NINE + timedelta(hours=1))
    assert sent_late == 5
    assert elapsed(NINE, NINE - timedelta(minutes=3), NINE + timedelta(seconds=7)) == 7
    assert elapsed(NINE, NINE + timedelta(minutes=3), NINE + timedelta(seconds=0.4)) == 0.4
    assert elapsed(None, NINE, NINE) is None


@pytest.mark.row("N11")
def test_a_burst_is_more_than_the_hall_allows_in_its_seconds_and_all_of_it() -> None:
    five = [press(n, 12 * n) for n in range(5)]
    assert flags(five, LIMITS) == {}
    six = [*five, press(5, 60)]
    assert flags(six, LIMITS) == {one.id: {BURST} for one in six}
    assert flags([*five, press(5, 61)], LIMITS) == {}
    # In whatever order they reach us.
    assert flags(six[::-1], LIMITS) == flags(six, LIMITS)


@pytest.mark.row("N11")
def test_a_row_of_quick_and_equal_presses_at_one_window_is_a_pattern() -> None:
    run = [press(n, 120 * n, "very_satisfied", 2.0) for n in range(10)]
    assert flags(run, LIMITS) == {one.id: {PATTERN} for one in run}
    assert flags(run[:9], LIMITS) == {}
    one_other = [*run[:4], press(4, 480, "satisfied", 2.0), *run[5:]]
    one_slow = [*run[:4], press(4, 480, "very_satisfied", 3.1), *run[5:]]
    unprompted = [*run[:4], press(4, 480, "very_satisfied", None), *run[5:]]
    assert flags(one_other, LIMITS) == flags(one_slow, LIMITS) == flags(unprompted, LIMITS) == {}


@pytest.mark.row("C13")
def test_every_illegal_move_of_a_rectification_has_its_own_code() -> None:
    refused = {}
    for verb, moves in rules.MOVES.items():
        for state in State:
            if state not in moves and verb not in ("try", "redo", "strike"):
                with pytest.raises(rules.RectificationMoveRefused) as no:
                    require_move(state, verb)
                refused[verb, state] = no.value.code
    assert refused == {
        ("contact", State.CONTACTED): "rectification_already_contacted",
        ("contact", State.RECTIFIED): "rectification_already_contacted",
        ("contact", State.CLOSED): "rectification_closed",
        ("rectify", State.OPENED): "rectification_not_contacted",
        ("rectify", State.RECTIFIED): "rectification_awaits_call_back",
        ("rectify", State.CLOSED): "rectification_closed",
        ("close", State.OPENED): "rectification_not_contacted",
        ("close", State.CONTACTED): "rectification_not_rectified",
        ("close", State.CLOSED): "rectification_closed",
    }


@pytest.mark.row("C13")
def test_a_real_name_rater_is_called_and_called_again() -> None:
    assert after_contact("reached", True, 0, 3) == "contact"
    assert [after_contact("unreached", True, tries, 3) for tries in (1, 2, 3)] == ["try", "try", "contact"]
    assert after_contact("anonymous", False, 0, 3) == "contact"
    assert [after_call_back("unreached", True, tries, 3, 0, 2) for tries in (1, 2, 3)] == ["try", "try", "close"]
    assert [after_call_back("unsettled", True, 0, 3, done, 2) for done in (0, 1, 2)] == ["redo", "redo", "close"]
    assert after_call_back("settled", True, 0, 3, 2, 2) == after_call_back("anonymous", False, 0, 3, 0, 2) == "close"
    with pytest.raises(rules.MustBeCalled):
        after_contact("anonymous", True, 0, 3)
    with pytest.raises(rules.MustBeCalled):
        after_call_back("anonymous", True, 0, 3, 0, 2)


@pytest.mark.row("C13")
def test_an_appeal_comes_within_working_days_of_the_closing() -> None:
    calendar = seed_calendar()
    friday = date(2026, 3, 6)
    require_in_time(None, date(2026, 12, 31), 5, calendar)
    require_in_time(friday, date(2026, 3, 13), 5, calendar)
    with pytest.raises(AppealTooLate):
        require_in_time(friday, date(2026, 3, 14), 5, calendar)
