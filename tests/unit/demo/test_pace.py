"""The demo's day: as fast as the machine can follow."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from libs.common.clock import SteeredClock
from libs.demo.pace import ANSWER, FASTEST, Pace, Stopped, speed_for
from libs.demo.plan import FEWEST_VISITORS, STOPS_ISSUING, at, plan_day
from tests.support.waiting import eventually

TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"


def test_a_slow_answer_costs_the_hall_no_more_time_than_a_quick_one() -> None:
    assert speed_for([]) == FASTEST
    for delay in (0.2, 0.4, 1.0):
        assert speed_for([delay] * 9) * delay == pytest.approx(ANSWER.total_seconds())


def test_a_machine_that_answers_nothing_slows_the_day_down(tmp_path: Path) -> None:
    pace = Pace(SteeredClock.begin(tmp_path / "clock", datetime(2026, 3, 2, 8, 30).astimezone(), 1.0))
    pace.go()
    answered = threading.Event()

    def ask() -> None:
        with pace.answering():
            answered.wait(30)

    asking = threading.Thread(target=ask)
    asking.start()

    def slower() -> bool:
        pace.steer()
        return 1.0 < pace.clock.speed < FASTEST * 0.7

    try:
        eventually(slower, timeout=20)
    finally:
        answered.set()
        asking.join()


def test_a_stopped_demo_waits_for_nobody(tmp_path: Path) -> None:
    pace = Pace(SteeredClock.begin(tmp_path / "clock", datetime(2026, 3, 2, 8, 30).astimezone(), 1.0))
    pace.stop()
    with pytest.raises(Stopped):
        pace.during(timedelta(hours=8))


@pytest.mark.parametrize("seed", [1, 7, 20260302])
def test_the_plan_asks_every_window_for_about_as_much(seed: int) -> None:
    visitors = plan_day(TOWN, seed).visitors
    assert len(visitors) >= FEWEST_VISITORS
    assert max(visitor.arrives for visitor in visitors) < at(STOPS_ISSUING)
    asked = Counter(each.belongs for each in visitors if each.belongs not in "LM")
    assert max(asked.values()) - min(asked.values()) <= 4
    assert Counter(each.mishap for each in visitors) - Counter({"": 700}) == {
        "jam": 2, "double_press": 2, "kiosk_away": 3,
    }  # fmt: skip
    assert plan_day(TOWN, seed).visitors == visitors
