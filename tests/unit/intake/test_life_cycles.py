"""Every life cycle that has a refusal for each act and state: codes and words of their own, of what is in the way."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tools.docs.lifecycles import tables

ROOMS = {room: cycle for room in tables() if (cycle := getattr(import_module(f"{room}.rules"), "CYCLE", None))}


def test_the_rooms_of_cases_have_one() -> None:
    rooms = {room.rpartition(".")[2] for room in ROOMS}
    assert {"cases", "stages", "joint", "reviews", "upward", "deliveries", "archive"} <= rooms


@pytest.mark.row("S6.2", "C9")
@pytest.mark.parametrize("room", ROOMS)
def test_each_act_that_a_state_does_not_allow_has_a_code_and_words_of_its_own(room: str) -> None:
    cycle: Any = ROOMS[room]
    codes = [refusal.code for refusal in cycle.refusals.values()]
    titles = [refusal.title for refusal in cycle.refusals.values()]
    assert len(set(codes)) == len(codes) and len(set(titles)) == len(titles)
    for verb in cycle.moves:
        for state in cycle.states:
            if state in cycle.moves[verb]:
                assert cycle.target(state, verb) is cycle.moves[verb][state]
                continue
            refusal = cycle.refusals[verb, state]
            assert refusal.code == f"{refusal.__base__.code}.{verb}" and refusal in cycle.refusals_of(verb)
            with pytest.raises(refusal) as refused:
                cycle.target(state, verb)
            assert refused.value.data == {"state": state.value} and "不能" in refused.value.title
