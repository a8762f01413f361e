"""Replaying a day: as recorded, replayed unchanged, and as it might have been."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from libs.common.errors import Invalid
from libs.common.transaction import ReadTransaction
from services.intake.hall.replay.figures import (
    Figures,
    SamePeople,
    figures_of,
    furthest_apart,
    same_people,
    served_in_one,
)
from services.intake.hall.replay.recording import openings_of, recorded_day
from services.intake.hall.replay.rules import Visit, simulate
from services.intake.hall.replay.scenario import (
    Change,
    Day,
    at_half_past_one,
    changed,
    fewer_windows,
    more_windows,
    only_windows,
    with_bookings,
    with_openings,
)

MOST_MORE = 20


@dataclass(frozen=True)
class Question:
    """What is to be different; nothing of it is a plain replay.

    ``hours`` names a scheme (作息方案). ``windows``: ``10,11,12`` (these alone), ``+1`` or ``-2``. ``bookings``: the
    share of people who book, 0 to 1, drawn with ``seed``.
    """

    hours: str | None = None
    windows: str | None = None
    bookings: float = 0.0
    half_past_one: bool = False
    seed: int = 1

    @property
    def asks(self) -> bool:
        return bool(self.hours or self.windows or self.bookings or self.half_past_one)


@dataclass(frozen=True)
class Replay:
    """Figures side by side. ``what_if`` and ``same_people`` (replayed, what if) are None when nothing was different.

    ``furthest_apart``: the largest difference, in seconds, between a recorded and a replayed wait: 0 when every call
    of the day followed the queue's order. ``served_in_one``: people served in one of the two only.
    """

    centre: str
    day: date
    question: Question
    recorded: Figures
    replayed: Figures
    what_if: Figures | None
    same_people: SamePeople | None
    furthest_apart: float | None
    served_in_one: int
    assumed_handling: int
    at_the_door: int

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "day": self.day.isoformat()}


def replay_day(tx: ReadTransaction, centre: str, day: date, question: Question) -> Replay:
    """Raises NothingRecorded, DayNotOver, UnknownScheme, NoAfternoon, NoWindowLeft, NotFound (window), Invalid."""
    record = recorded_day(tx, centre, day)
    again = _played(record.day)
    what_if = same = None
    if question.asks:
        might = changed(record.day, _changes(tx, centre, day, question))
        visits = _played(might)
        what_if, same = figures_of(might, visits), same_people(again, visits)
    return Replay(
        centre=centre,
        day=day,
        question=question,
        recorded=figures_of(record.day, record.visits),
        replayed=figures_of(record.day, again),
        what_if=what_if,
        same_people=same,
        furthest_apart=furthest_apart(record.visits, again),
        served_in_one=served_in_one(record.visits, again),
        assumed_handling=record.assumed_handling,
        at_the_door=record.at_the_door,
    )


def _played(day: Day) -> list[Visit]:
    return simulate(day.arrivals, [staffing.post() for staffing in day.staff])


def _changes(tx: ReadTransaction, centre: str, day: date, question: Question) -> list[Change]:
    """Hours first: windows and bookings are laid out in the new ones."""
    changes: list[Change] = []
    if question.hours and question.half_past_one:
        raise Invalid("作息方案和“下午一点半开门”只能选一项", field="hours")
    if not 0 <= question.bookings <= 1:
        raise Invalid("预约比例应在0和1之间", field="bookings")
    if question.hours:
        changes.append(with_openings(openings_of(tx, centre, day, question.hours)))
    if question.half_past_one:
        changes.append(at_half_past_one)
    if question.windows:
        changes.append(_windows(question.windows))
    if question.bookings:
        changes.append(with_bookings(question.bookings, question.seed))
    return changes


def _windows(text: str) -> Change:
    sign, digits = text[:1], text[1:].strip()
    if sign in ("+", "-") and digits.isdecimal() and 0 < int(digits) <= MOST_MORE:
        return (more_windows if sign == "+" else fewer_windows)(int(digits))
    numbers = [part.strip() for part in text.replace("，", ",").split(",")]
    if not all(number.isdecimal() for number in numbers):
        raise Invalid(f"“{text}”应为窗口号（如 10,11,12），或 +1、-1（至多{MOST_MORE}个）", field="windows")
    return only_windows([int(number) for number in numbers])
