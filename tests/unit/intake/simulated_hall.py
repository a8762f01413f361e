"""Days of a hall, drawn from a seed: people, matters, clerks and the calls between them. All people are synthetic.

Four classes; two specialised windows, one that helps, one that takes everything. Handling is skewed, as it is in
halls, and longer in the afternoon; the helper works mornings, over noon one window is alone; one person in ten has
priority, one in twelve does not come; clerks take breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log
from random import Random

from services.intake.hall.estimates.rules import AtWindow, EarlierDay, Turn, places_before, working
from services.intake.hall.replay.rules import MINUTE, SECOND, Arrival, Post, Visit, simulate

CLASSES = {"A": 6.0, "B": 9.0, "C": 4.0, "L": 12.0}  # usual minutes
WEIGHTS = (5, 3, 4, 1)
OPENS, NOON, AFTER_NOON, CLOSES = 510, 690, 810, 1020  # minutes: 8:30, 11:30, 13:30, 17:00
PEOPLE = {8: 20, 9: 30, 10: 24, 11: 11, 12: 5, 13: 12, 14: 18, 15: 15, 16: 7}  # of an ordinary day, by hour
RANKS = {
    1: {"A": 0},
    2: {"B": 0},
    3: {"C": 0, "A": 1, "B": 1},
    11: {"L": 0, "A": 1, "B": 1, "C": 1},
}
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Seen:
    """What is known when a number is given, and how long the person then really waited for the call (seconds)."""

    arrival: Arrival
    ahead: int
    windows: int
    places: int
    waited: float

    @property
    def at(self) -> float:
        """Seconds since the hall's midnight."""
        return self.arrival.at / SECOND


def day(seed: int) -> list[Visit]:
    random = Random(seed)
    busy = random.uniform(0.75, 1.2)  # market days, rainy days
    return simulate(list(_people(random, busy)), list(_posts(random)))


def seen(visits: list[Visit]) -> list[Seen]:
    """Every person who was called, as the queue sees them when their number is given."""
    return [_as_issued(visit, visits) for visit in visits]


def lesson(visits: list[Visit], days_ago: int) -> EarlierDay:
    turns = [
        Turn(
            visit.arrival.prefix, visit.window, visit.arrival.at // SECOND, visit.called // SECOND,
            visit.freed // SECOND if visit.arrival.comes else None,
        )
        for visit in visits
    ]  # fmt: skip
    return EarlierDay(days_ago, turns)


def _people(random: Random, busy: float) -> Iterator[Arrival]:
    count = 0
    for hour, expected in PEOPLE.items():
        at = max(hour * 60, OPENS) * 60.0
        while (at := at + random.expovariate(expected * busy / 3600)) < (hour + 1) * 3600 and at < (CLOSES - 20) * 60:
            count += 1
            prefix = random.choices(list(CLASSES), WEIGHTS)[0]
            usual = CLASSES[prefix] * (1.25 if hour >= 13 else 1.0)
            comes = random.random() > 1 / 12
            yield Arrival(
                ticket=f"{prefix}{count:03}", prefix=prefix, at=int(at * SECOND), seq=count,
                priority=int(random.random() < 0.1),
                walking=int(random.uniform(10, 40) * SECOND) if comes else 90 * SECOND,
                handling=int(random.lognormvariate(log(usual) - 0.18, 0.6) * MINUTE), comes=comes,
            )  # fmt: skip


def _posts(random: Random) -> Iterator[Post]:
    for window, ranks in RANKS.items():
        spans = [(OPENS, CLOSES)] if window == 11 else [(OPENS, NOON), (AFTER_NOON, CLOSES + 60)]
        if window == 3:
            spans = [(OPENS, NOON)]
        with_breaks = []
        for start, end in spans:
            rest = random.uniform(start + 40, end - 40)
            with_breaks += [(start, rest), (rest + 10, end)]
        whole = tuple((int(start * MINUTE), int(end * MINUTE)) for start, end in with_breaks)
        yield Post(window, ranks, whole, tuple(int(random.uniform(3, 25) * SECOND) for _ in range(9)))


def _as_issued(mine: Visit, visits: list[Visit]) -> Seen:
    at, prefix = mine.arrival.at, mine.arrival.prefix
    ahead = sum(
        other.arrival.at <= at < other.called and other.arrival.place < mine.arrival.place
        for other in visits
        if other.arrival.prefix == prefix and other is not mine
    )
    now = MIDNIGHT + timedelta(microseconds=at)
    staffed = working([_window(number, visits, at) for number, ranks in RANKS.items() if prefix in ranks], now)
    return Seen(mine.arrival, ahead, len(staffed), places_before(ahead, staffed), (mine.called - at) / SECOND)


def _window(number: int, visits: list[Visit], at: int) -> AtWindow:
    calls = [visit for visit in visits if visit.window == number and visit.called <= at]
    if not calls:
        return AtWindow(number, None, False)
    last = calls[-1]
    return AtWindow(number, MIDNIGHT + timedelta(microseconds=last.called), last.freed > at)
