"""What an estimate rests on, and what it does when little was learned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.hall.estimates.rules import (
    ANY,
    ANY_CLASS,
    FEWEST,
    HOUR,
    ONE_WINDOW,
    AtWindow,
    EarlierDay,
    Key,
    Pace,
    Standing,
    Turn,
    expected_wait,
    learn,
    places_before,
    working,
)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NINE = 9 * HOUR
USUAL = 600.0


def paces(*known: tuple[Key, float, int]) -> dict[Key, Pace]:
    return {key: Pace(key, seconds, calls) for key, seconds, calls in known}


def row_of_people(count: int, every: int, start: int = NINE, window: int = 1) -> list[Turn]:
    """People who all came at ``start`` and were called one after the other."""
    return [Turn("A", window, start, start + n * every, start + (n + 1) * every - 5) for n in range(1, count + 1)]


def at(places: int, windows: int, since_midnight: float = NINE) -> Standing:
    return Standing("A", places, windows, since_midnight)


@pytest.mark.row("Q12")
def test_the_finest_lesson_that_rests_on_enough_is_taken() -> None:
    known = [
        (("A", 9, 2), 100.0, FEWEST), (("A", 9, ANY), 150.0, FEWEST), (("A", ANY, 2), 200.0, FEWEST),
        (("A", ANY, ONE_WINDOW), 500.0, FEWEST), ((ANY_CLASS, ANY, ONE_WINDOW), 700.0, FEWEST),
    ]  # fmt: skip
    expected = [100.0, 150.0, 200.0, 250.0, 350.0, 300.0]
    for left, seconds in enumerate(expected):
        assert expected_wait(paces(*known[left:]), at(1, 2), USUAL) == seconds
    too_few = paces((("A", 9, 2), 100.0, FEWEST - 1), (("A", ANY, 2), 200.0, FEWEST))
    assert expected_wait(too_few, at(1, 2), USUAL) == 200.0
    assert expected_wait(paces(*known), at(0, 2), USUAL) == 0


def test_a_queue_walks_through_the_hours_and_stands_still_while_closed() -> None:
    known = paces((("A", 9, 2), 600.0, FEWEST), (("A", 10, ANY), 1200.0, FEWEST))
    assert expected_wait(known, at(6, 2), USUAL) == 3600
    assert expected_wait(known, at(7, 2), USUAL) == 3600 + 1200
    assert expected_wait(known, at(3, 2, NINE + 1800), USUAL) == 1800
    morning, afternoon = (8 * HOUR, NINE + 900), (10 * HOUR, 12 * HOUR)
    open_twice = Standing("A", 2, 2, NINE, (morning, afternoon))
    assert expected_wait(known, open_twice, USUAL) == HOUR + 600, "half a place before noon, the rest after"
    closing = Standing("A", 4, 2, NINE, (morning,))
    assert expected_wait(known, closing, USUAL) == 2400, "who waits at closing is served"


@pytest.mark.row("Q12")
def test_one_bad_day_and_one_forgotten_person_do_not_move_what_was_learned() -> None:
    usual = [EarlierDay(n, row_of_people(10, 300)) for n in range(1, 8)]
    bad = EarlierDay(1, row_of_people(3, 1700))
    forgotten = EarlierDay(2, [*row_of_people(10, 300), Turn("A", 1, NINE, 15 * HOUR, 21 * HOUR)])
    learned = {pace.key: pace.seconds for pace in learn([*usual, bad, forgotten], {"A": {1}})}
    assert learned["A", 9, 1] == 300
    assert learned["A", ANY, ONE_WINDOW] == 295


@pytest.mark.row("Q12")
def test_what_was_lately_so_counts_more() -> None:
    before = [EarlierDay(days, row_of_people(9, 240)) for days in range(20, 28)]
    lately = [EarlierDay(days, row_of_people(9, 360)) for days in range(1, 6)]
    learned = {pace.key: pace.seconds for pace in learn(before + lately, {"A": {1}})}
    assert learned["A", 9, 1] == 360


def test_time_while_the_class_was_closed_and_people_called_at_once_teach_nothing() -> None:
    over_noon = [Turn("A", 1, 11 * HOUR, 11 * HOUR + 1500, None), Turn("A", 1, 11 * HOUR, 14 * HOUR + 300, None)]
    openings = {"A": [(8 * HOUR, 11 * HOUR + 1800), (14 * HOUR, 17 * HOUR)]}
    learned = {pace.key: (pace.seconds, pace.calls) for pace in learn([EarlierDay(1, over_noon, openings)], {"A": {1}})}
    assert learned["A", 14, 1] == (300, 1)
    assert learned["A", 11, 1] == (1800, 1)
    at_once = [Turn("A", 1, NINE + n * 600, NINE + n * 600 + 20, None) for n in range(5)]
    assert learn([EarlierDay(1, at_once)], {"A": {1}}) == []


def test_a_window_that_calls_nobody_is_not_counted_while_another_works() -> None:
    lately, long_ago = NOW - timedelta(minutes=5), NOW - timedelta(hours=2)
    serving, free, gone, never = (
        AtWindow(1, lately, True), AtWindow(2, lately, False), AtWindow(3, long_ago, False), AtWindow(4, None, False),
    )  # fmt: skip
    assert working([serving, free, gone, never], NOW) == [serving, free]
    assert working([gone, never], NOW) == [gone, never], "a quiet hall: all of them stand ready"
    assert places_before(0, [serving, free]) == 0
    assert places_before(0, [serving]) == 1
    assert places_before(4, [serving, free]) == 4
