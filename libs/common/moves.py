"""Life cycles: one table of moves, and for every move that it lacks a refusal with its own code and words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from libs.common.errors import Refused

S = TypeVar("S", bound=StrEnum)


class LifeCycle(Generic[S]):
    """``moves``: verb → state → the state that it leads to (the same one: allowed, and changes nothing of it).

    ``in_the_way`` holds what each state says no with, and without ``verbs`` that is what every act is refused with.
    ``verbs`` has each act in words (受理): the refusal of an act in a state is then a class below the state's, so that
    a caller may catch either; its code is ``<code of the state>.<verb>``, its title ``<title of the state>，不能<act>``
    unless ``titles`` has better words.
    """

    def __init__(
        self,
        moves: Mapping[str, Mapping[S, S]],
        in_the_way: Mapping[S, type[Refused]],
        verbs: Mapping[str, str] | None = None,
        titles: Mapping[tuple[str, S], str] | None = None,
    ) -> None:
        self.moves = moves
        self.in_the_way = in_the_way
        self.verbs = verbs
        self.states: type[S] = type(next(iter(in_the_way)))
        better = titles or {}
        self.refusals: Mapping[tuple[str, S], type[Refused]] = MappingProxyType(
            {
                (verb, state): in_the_way[state]
                if verbs is None
                else _refusal(
                    in_the_way[state],
                    verb,
                    better.get((verb, state)) or f"{in_the_way[state].title}，不能{verbs[verb]}",
                )
                for verb in moves
                for state in self.states
                if state not in moves[verb]
            }
        )

    def target(self, state: str, verb: str) -> S:
        """The state that ``verb`` leads to from ``state``. Raises the refusal that names what is in the way."""
        now = self.states(state)
        moved = self.moves[verb].get(now)
        if moved is None:
            raise self.refusals[verb, now](state=now.value)
        return moved

    def refusals_of(self, *verbs: str) -> tuple[type[Refused], ...]:
        """Everything that these acts may be refused with for the state they come upon."""
        return tuple(refusal for (verb, _), refusal in self.refusals.items() if verb in verbs)


def _refusal(in_the_way: type[Refused], verb: str, title: str) -> type[Refused]:
    name = in_the_way.__name__ + "".join(part.title() for part in verb.split("_"))
    return type(name, (in_the_way,), {"code": f"{in_the_way.code}.{verb}", "title": title})
