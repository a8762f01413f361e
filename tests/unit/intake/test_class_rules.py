"""Limits and alarms of classes."""

from datetime import datetime, time

import pytest

from services.intake.hall.classes import rules
from services.intake.hall.classes.rules import Band
from services.intake.hall.queue.rules import Session

MORNING = Session(1, time(8, 30), time(11, 30), False)
NOON = Session(1, time(11, 30), time(14), True, frozenset({11, 12}))
AFTERNOON = Session(1, time(14), time(17), False)
EVENING = Session(1, time(18), time(20), False)
DAY = [MORNING, NOON, AFTERNOON, EVENING]


@pytest.mark.row("Q4")
@pytest.mark.parametrize(
    ("at", "windows", "closes"),
    [
        (time(9), {5}, time(11, 30)),  # not on noon duty
        (time(9), {5, 11}, time(17)),  # the general window goes on through noon
        (time(15), {5}, time(17)),
        (time(12), {5}, None),
        (time(17, 30), {5}, None),
        (time(18), {5}, time(20)),
    ],
)
def test_a_class_closes_when_the_last_session_in_a_row_ends(at: time, windows: set[int], closes: time | None) -> None:
    assert rules.closing(DAY, 1, at, windows) == closes


@pytest.mark.row("Q4")
def test_no_numbers_in_the_last_minutes() -> None:
    day = datetime(2026, 3, 2, 16, 44, 59)
    rules.require_time_left(day, time(17), 15)
    rules.require_time_left(day.replace(minute=59), time(17), 0)
    rules.require_time_left(day, None, 15)
    with pytest.raises(rules.StoppedIssuing):
        rules.require_time_left(day.replace(minute=45, second=0), time(17), 15)


@pytest.mark.row("Q4")
def test_a_cap_counts_this_number_in() -> None:
    rules.require_below(40, 40, rules.DailyCapReached)
    rules.require_below(10**6, None, rules.DailyCapReached)
    with pytest.raises(rules.DailyCapReached):
        rules.require_below(41, 40, rules.DailyCapReached)


@pytest.mark.row("Q4")
def test_a_band_begins_on_time_and_ends_before_its_end() -> None:
    bands = rules.bands_of([{"from": "08:30", "until": "10:00", "tickets": 3}])
    assert bands == [Band(time(8, 30), time(10), 3)]
    assert rules.band_at(bands, time(8, 30)) == bands[0]
    assert rules.band_at(bands, time(10)) is None


@pytest.mark.row("Q5")
def test_an_alarm_rings_from_its_limit_on() -> None:
    assert rules.alarms(3, 1799, 3, 30) == {"waiting_count": (True, 3, 3), "waiting_time": (False, 29, 30)}
    assert rules.alarms(2, 1800, 3, 30) == {"waiting_count": (False, 2, 3), "waiting_time": (True, 30, 30)}
    assert rules.alarms(99, 9999, None, None) == {}
