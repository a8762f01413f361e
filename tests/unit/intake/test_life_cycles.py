"""Every life cycle that has a refusal for each act and state: codes and words of their own, of what is in the way."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tools.docs.lifecycles import tables

CYCLES = {room: cycle for room in tables() if (cycle := getattr(import_module(f"{room}.rules"), "CYCLE", None))}
BY_ACT = {room: cycle for room, cycle in CYCLES.items() if cycle.verbs is not None}


def test_the_rooms_of_cases_refuse_by_act() -> None:
    rooms = {room.rpartition(".")[2] for room in BY_ACT}
    assert {"cases", "stages", "joint", "reviews", "upward", "deliveries", "archive"} <= rooms


@pytest.mark.row("S6.2", "C9")
@pytest.mark.parametrize("room", BY_ACT)
def test_each_act_that_a_state_does_not_allow_has_a_code_and_words_of_its_own(room: str) -> None:
    cycle: Any = BY_ACT[room]
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


@pytest.mark.parametrize("room", sorted(CYCLES.keys() - BY_ACT.keys()))
def test_elsewhere_each_state_has_one(room: str) -> None:
    cycle: Any = CYCLES[room]
    assert len({refusal.code for refusal in cycle.in_the_way.values()}) == len(cycle.in_the_way)
    assert len({refusal.title for refusal in cycle.in_the_way.values()}) == len(cycle.in_the_way)
    for verb, moves in cycle.moves.items():
        for state in cycle.states:
            if state in moves:
                assert cycle.target(state, verb) is moves[state]
                continue
            with pytest.raises(cycle.in_the_way[state]) as refused:
                cycle.target(state, verb)
            assert refused.value.data == {"state": state.value}
