"""Who is on duty in a village: A, else B, else the town centre, and why in words."""

from datetime import date

import pytest

from services.routing.agents.rules import (
    AbsenceBackwards,
    AbsenceOverlaps,
    Away,
    Post,
    Standing,
    check_absence,
    on_duty,
)

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
A = Standing("a", "甲一", Post.A, frozenset({2, 4}))
B = Standing("b", "乙一", Post.B)


@pytest.mark.row("R1", "R4")
def test_a_takes_it_on_a_service_day() -> None:
    duty = on_duty("北塘村", [B, A], TUESDAY)
    assert (duty.agent_id, duty.post) == ("a", Post.A)
    assert duty.why == "户籍村北塘村；A岗甲一在岗"


@pytest.mark.row("R4")
def test_b_covers_the_days_that_are_not_the_a_posts() -> None:
    duty = on_duty("北塘村", [A, B], MONDAY)
    assert (duty.agent_id, duty.post) == ("b", Post.B)
    assert duty.why == "户籍村北塘村；周一不是A岗甲一的服务日；B岗乙一代班"


@pytest.mark.row("R4")
def test_b_covers_an_absence_including_its_first_and_last_day() -> None:
    away = Standing("a", "甲一", Post.A, frozenset(), (Away(MONDAY, TUESDAY, "培训"),))
    assert on_duty("北塘村", [away, B], MONDAY).agent_id == "b"
    assert on_duty("北塘村", [away, B], TUESDAY).why == "户籍村北塘村；A岗甲一3月3日请假（培训）；B岗乙一代班"
    assert on_duty("北塘村", [away, B], date(2026, 3, 1)).agent_id == "a"
    assert on_duty("北塘村", [away, B], date(2026, 3, 4)).agent_id == "a"


@pytest.mark.row("R1", "R4")
def test_the_town_keeps_it_when_nobody_is_there() -> None:
    away = Standing("b", "乙一", Post.B, frozenset(), (Away(MONDAY, MONDAY, "病假"),))
    duty = on_duty("北塘村", [A, away], MONDAY)
    assert (duty.agent_id, duty.post) == (None, None)
    assert duty.why.endswith("周一不是A岗甲一的服务日；B岗乙一3月2日请假（病假）；由镇便民服务中心办理")
    assert "没有登记代办员" in on_duty("北塘村", [], MONDAY).why


def test_absences_are_refused_backwards_and_overlapping() -> None:
    known = [Away(MONDAY, TUESDAY, "培训")]
    with pytest.raises(AbsenceBackwards):
        check_absence(TUESDAY, MONDAY, [])
    for first, last in ((MONDAY, MONDAY), (date(2026, 2, 1), date(2026, 4, 1)), (TUESDAY, date(2026, 3, 9))):
        with pytest.raises(AbsenceOverlaps):
            check_absence(first, last, known)
    check_absence(date(2026, 3, 4), date(2026, 3, 4), known)
