"""What all stories have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import ClassVar

from libs.demo.api import Person
from libs.demo.casework import accept, register
from libs.demo.plan import Item
from libs.demo.stories.cast import Cast
from libs.demo.stories.record import Record


class Story(ABC):
    """``name`` is the rule it is about and its place in the tally, ``answer`` what the suite does; in Chinese."""

    name: ClassVar[str]
    answer: ClassVar[str]

    def __init__(self, cast: Cast, number: int) -> None:
        self.cast = cast
        self.residents = cast.residents(number)

    def before(self) -> None:  # noqa: B027 - most stories begin on the day
        """What happened on the earlier day."""

    @abstractmethod
    def play(self) -> None:
        """A thread's work on the day. Raises Stopped."""

    @staticmethod
    @abstractmethod
    def found(record: Record) -> int:
        """How often the services' own words show it."""

    def happened(self) -> None:
        """People have done it: the services have to show it."""
        self.cast.tally.add(self.name)

    def register(self, clerk: Person, item: Item, lacking: Collection[int] = ()) -> str:
        """Register a resident's matter that no village takes part in; the case's path."""
        return register(clerk, item, next(self.residents), self.cast.tally, lacking)

    def take_in(self, clerk: Person, code: str) -> str:
        """Register and accept; the case's path."""
        item = self.cast.items[code]
        path = self.register(clerk, item)
        accept(clerk, path, item, self.cast.tally)
        return path

    def carry_in(self, clerk: Person, code: str) -> str:
        """The same on the earlier day, so that the case is one of those that the day begins with."""
        path = self.register(clerk, self.cast.items[code])
        clerk.post("intake", f"{path}/accept", {})
        self.cast.tally.add("carried_in")
        return path
