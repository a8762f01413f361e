"""Who comes on the day, when, and what for. Pure: the same seed gives the same day."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from libs.common.clock import SHANGHAI

DAY = date(2026, 3, 2)  # a Monday without a holiday near
OPENS = time(8, 30)
NOON = (time(11, 30), time(14, 0))
CLOSES = time(17, 0)
EARLIER = date(2026, 2, 25)
"""The day from which cases are carried in. Three working days before DAY: 28 February, a Saturday, is one (调休)."""
STOPS_ISSUING = time(16, 40)
LAST_CALL = time(18, 0)
"""Who holds a number at closing is still served (延时), until then at the latest: only a slow machine needs it."""
ROUND = time(10, 0)
"""When the director goes round the hall (大厅巡查)."""
EXTENDED_WINDOWS = (11, 12)
ABSENT_WINDOW = 5
"""Whose A has leave on the day until noon (AB 岗)."""

# Arrivals an hour by time of day: the morning rush, the quiet noon, and the people who come from half past one
# although the windows open at two (source document 6).
PROFILE = (
    (time(8, 30), 125), (time(9, 30), 135), (time(10, 30), 110), (time(11, 30), 22), (time(12, 30), 18),
    (time(13, 30), 95), (time(14, 0), 120), (time(15, 0), 105), (time(16, 0), 60),
)  # fmt: skip
FEWEST_VISITORS = 650
# Who meets with what goes wrong: the next to arrive from each time on.
JAMS = (time(9, 40), time(14, 50))
DOUBLE_PRESSES = (time(9, 5), time(15, 20))
WRONG_CLASSES = (time(9, 15), time(9, 50), time(10, 45), time(14, 20))
KIOSK_AWAY = (time(10, 0), time(10, 30))
PRESSES_AWAY = (time(10, 12), time(10, 16), time(10, 20))

RATINGS = {
    "very_satisfied": 58,
    "satisfied": 30,
    "basically_satisfied": 8,
    "dissatisfied": 3,
    "very_dissatisfied": 1,
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "国秀桂春玉海建文志明丽芳娟敏静强磊军洋勇艳杰涛超霞平刚辉玲华"


@dataclass(frozen=True)
class Item:
    """What the plan needs of a catalogue item."""

    code: str
    window: int
    kind: str
    delegable: bool
    materials: tuple[int, ...]
    required: tuple[int, ...]


@dataclass(frozen=True)
class Visitor:
    """A resident's visit. ``item`` None: only a question or a copy. ``course`` is what becomes of the case."""

    arrives: datetime
    ticket_class: str
    belongs: str  # the class of the matter; another than ``ticket_class`` for who pressed the wrong one
    handling: timedelta
    item: Item | None
    course: str  # complete | stays_open | notice_then_accept | notice_only | refuse
    name: str
    resident_id: str
    phone: str
    village: str | None
    rating: str | None
    comes_when_called: bool
    tally: str
    mishap: str = ""  # jam | double_press | kiosk_away: what happens at the kiosk


@dataclass
class DayPlan:
    """The whole day, in order of arrival."""

    visitors: list[Visitor] = field(default_factory=list)


def at(moment: time, day: date = DAY) -> datetime:
    """That time of the demo's day."""
    return datetime.combine(day, moment, SHANGHAI)


def login_of(post: str) -> str:
    """The account of whom ``windows.csv`` names at a post (窗口员05)."""
    return f"clerk{post[-2:]}"


def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plan_day(folder: Path, seed: int) -> DayPlan:
    """The day for ``seed``: at least FEWEST_VISITORS residents over the sample town's twelve windows."""
    random = Random(seed)
    items = items_of(folder)
    windows = {int(row["number"]): row["ticket_prefix"] for row in read_rows(folder, "windows.csv")}
    villages = [row["code"] for row in read_rows(folder, "villages.csv")]
    arrivals = sorted(_arrivals(random))
    everywhere, at_noon = _dealt(random, tuple(windows)), _dealt(random, EXTENDED_WINDOWS)
    visitors = []
    for number, arrives in enumerate(arrivals):
        noon = at(NOON[0]) <= arrives < at(time(13, 30))
        window = next(at_noon if noon else everywhere)
        visitors.append(_visitor(random, arrives, items, window, windows[window], villages, number))
    return DayPlan(_with_mishaps(visitors, [windows[number] for number in windows if number not in EXTENDED_WINDOWS]))


def _with_mishaps(visitors: list[Visitor], letters: list[str]) -> list[Visitor]:
    """The same people, some of whom meet with what goes wrong. They all come when they are called."""
    marked = list(visitors)

    def mark(moments: tuple[time, ...], change: Callable[[Visitor], dict[str, Any]], letters: list[str]) -> None:
        for moment in moments:
            free = (
                place
                for place, each in enumerate(marked)
                if each.arrives >= at(moment) and each is visitors[place] and each.ticket_class in letters
            )
            place = next(free)
            marked[place] = replace(marked[place], comes_when_called=True, **change(marked[place]))

    every = sorted({each.ticket_class for each in visitors})
    mark(JAMS, lambda _: {"mishap": "jam"}, every)
    mark(DOUBLE_PRESSES, lambda _: {"mishap": "double_press"}, every)
    mark(PRESSES_AWAY, lambda _: {"mishap": "kiosk_away"}, every)
    mark(
        WRONG_CLASSES,
        lambda each: {"ticket_class": letters[(letters.index(each.belongs) + 1) % len(letters)]},
        letters,
    )
    return marked


def _dealt(random: Random, windows: tuple[int, ...]) -> Iterator[int]:
    """Windows like cards from one pack after another: in any order, and none asked for much more than the others."""
    while True:
        yield from random.sample(windows, len(windows))


def items_of(folder: Path) -> list[Item]:
    """The sample town's catalogue."""
    materials: dict[str, list[int]] = {}
    required: dict[str, list[int]] = {}
    for row in read_rows(folder, "materials.csv"):
        materials.setdefault(row["item_code"], []).append(int(row["seq"]))
        if row["required"] == "是":
            required.setdefault(row["item_code"], []).append(int(row["seq"]))
    return [
        Item(
            row["code"],
            int(row["window_number"]),
            row["item_kind"],
            row["delegable_to_village"] == "是",
            tuple(materials.get(row["code"], ())),
            tuple(required.get(row["code"], ())),
        )
        for row in read_rows(folder, "items.csv")
    ]


def _arrivals(random: Random) -> Iterator[datetime]:
    ends = [start for start, _ in PROFILE[1:]] + [STOPS_ISSUING]
    scale = FEWEST_VISITORS / sum(rate * _hours(start, end) for (start, rate), end in zip(PROFILE, ends, strict=True))
    for (start, rate), end in zip(PROFILE, ends, strict=True):
        hours = _hours(start, end)
        for _ in range(round(rate * hours * scale) + 1):
            yield at(start) + timedelta(hours=hours * random.random())


def _hours(start: time, end: time) -> float:
    return (at(end) - at(start)).total_seconds() / 3600


def _visitor(
    random: Random, arrives: datetime, items: list[Item], window: int, letter: str, villages: list[str], number: int
) -> Visitor:
    item = random.choice([item for item in items if item.window == window]) if random.random() < 0.42 else None
    return Visitor(
        arrives=arrives,
        ticket_class=letter,
        belongs=letter,
        handling=timedelta(minutes=random.uniform(3, 7) if item else random.uniform(1, 3)),
        item=item,
        course=_course(random, item),
        name=random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2)))),
        resident_id=synthetic_resident_id(random, number),
        phone=f"1990000{number:04d}",  # a block that no carrier gives out
        village=random.choice(villages) if random.random() < 0.7 else None,
        rating=_rating(random),
        comes_when_called=random.random() > 0.02,
        tally=random.choice(("consultation", "consultation", "copy", "certificate")),
    )


def _course(random: Random, item: Item | None) -> str:
    if item is not None and item.kind == "即办件" and random.random() < 0.8:
        return "complete"
    return random.choices(
        ("complete", "stays_open", "notice_then_accept", "notice_only", "refuse"), (40, 30, 15, 7, 8)
    )[0]


def _rating(random: Random) -> str | None:
    # 现场服务“一次一评”: the clerk asks everybody. It is voluntary all the same, and no answer is no answer.
    if random.random() > 0.97:
        return None
    return random.choices(list(RATINGS), list(RATINGS.values()))[0]


def synthetic_resident_id(random: Random, number: int) -> str:
    """A number with a right check digit in an area code that was never given out (synthetic)."""
    born = date(1940, 1, 1) + timedelta(days=random.randrange(25_000))
    digits = f"339999{born:%Y%m%d}{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
