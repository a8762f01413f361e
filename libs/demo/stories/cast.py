"""Who plays in the stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from libs.common.actor import Role
from libs.demo.api import People, Person
from libs.demo.pace import Pace
from libs.demo.plan import GIVEN, SURNAMES, items_of, login_of, read_rows, synthetic_resident_id
from libs.demo.tally import Tally

FIRST_NUMBER, NUMBERS = 9000, 10
"""Of the stories' residents, apart from those of the day's visitors, and how many a story has."""


@dataclass(frozen=True)
class Resident:
    """Somebody who is in no queue (synthetic)."""

    name: str
    resident_id: str
    phone: str


class Cast:
    """The hall's staff by their posts, the departments, and residents who were never there before."""

    def __init__(self, people: People, folder: Path, seed: int, pace: Pace, tally: Tally) -> None:
        self.pace = pace
        self.tally = tally
        self.items = {item.code: item for item in items_of(folder)}
        self.director = people.person("director", Role.DIRECTOR)
        self.guide = people.person("guide", Role.WINDOW_LEAD)
        self.anybody = people.anybody()
        self._people = people
        self._windows: Mapping[int, dict[str, str]] = {
            int(row["number"]): row for row in read_rows(folder, "windows.csv")
        }
        self._seed = seed

    def post_a(self, window: int) -> Person:
        return self._clerk(window, "post_a")

    def post_b(self, window: int) -> Person:
        return self._clerk(window, "post_b")

    def _clerk(self, window: int, post: str) -> Person:
        return self._people.person(login_of(self._windows[window][post]), Role.CLERK)

    def unit(self, code: str) -> Person:
        """The account of a handling unit."""
        return self._people.person(code.lower(), Role.HANDLING_UNIT, unit=code)

    def residents(self, story: int) -> Iterator[Resident]:
        """Residents of the story of that number, the same for the same seed whatever the others do."""
        random = Random(f"{self._seed}/{story}")
        for number in count(FIRST_NUMBER + NUMBERS * story):
            name = random.choice(SURNAMES) + "".join(random.sample(GIVEN, 2))
            yield Resident(name, synthetic_resident_id(random, number), f"1990000{number:04d}")


def all_of(person: Person, path: str, **query: Any) -> Sequence[dict[str, Any]]:
    """A short list of intake, whole."""
    found: list[dict[str, Any]] = person.get("intake", path, limit=200, **query)["items"]
    return found
