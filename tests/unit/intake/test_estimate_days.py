"""The waiting estimate on simulated days: learned from some, tried on others. Figures: docs/decisions/0016."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean

import pytest

from services.intake.hall.estimates.rules import Standing, expected_wait, learn
from tests.unit.intake.simulated_hall import CLASSES, RANKS, Seen, day, lesson, seen

LEARNED_FROM, TRIED_ON = range(1, 21), range(101, 131)
USUAL = 420.0
MINUTE = 60


@pytest.mark.row("Q12")
def test_the_estimate_is_near_and_nearer_than_the_usual_sum() -> None:
    """Twenty days teach, thirty others are foretold. The mean wait is ten minutes.

    The usual sum is people ahead times the mean handling of the class, by the windows at work for it.
    """
    days = [lesson(day(seed), len(LEARNED_FROM) - n) for n, seed in enumerate(LEARNED_FROM)]
    paces = {pace.key: pace for pace in learn(days, callers())}
    turns = [turn for each in days for turn in each.turns if turn.freed is not None]
    handling = {prefix: mean(t.freed - t.called for t in turns if t.prefix == prefix) for prefix in CLASSES}  # type: ignore[operator]
    people = [person for seed in TRIED_ON for person in seen(day(seed))]
    assert len(people) > 1000

    def ours(person: Seen) -> float:
        who = Standing(person.arrival.prefix, person.places, person.windows, person.at)
        return expected_wait(paces, who, USUAL)

    def usual(person: Seen) -> float:
        return person.ahead * handling[person.arrival.prefix] / person.windows

    error, bias = errors(people, ours)
    usual_error, usual_bias = errors(people, usual)
    assert 9 * MINUTE < mean(person.waited for person in people) < 11 * MINUTE
    assert error < 6.3 * MINUTE and error < 0.87 * usual_error
    assert abs(bias) < 1 * MINUTE and abs(bias) < 0.2 * abs(usual_bias)
    # Whoever is told a quarter or half an hour waits about as long on average, not only the hall as a whole.
    for least, most in ((1, 15), (15, 30), (30, 60)):
        told = [person for person in people if least * MINUTE <= ours(person) < most * MINUTE]
        assert mean(map(ours, told)) == pytest.approx(mean(person.waited for person in told), rel=0.15)


def errors(people: Sequence[Seen], foretell: Callable[[Seen], float]) -> tuple[float, float]:
    """Mean absolute error and bias, in seconds."""
    off = [foretell(person) - person.waited for person in people]
    return mean(abs(each) for each in off), mean(off)


def callers() -> dict[str, set[int]]:
    return {prefix: {window for window, ranks in RANKS.items() if prefix in ranks} for prefix in CLASSES}
