"""The pages written from the code are those of today's code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs.__main__ import PAGES
from tools.docs.events import declared, subscribers
from tools.docs.lifecycles import CYCLES, steps, tables

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "run ./dev docs"


def test_every_event_heard_is_declared() -> None:
    assert set(subscribers()) <= {event.type for event in declared()}


def test_every_life_cycle_has_words_for_its_states() -> None:
    found = tables()
    assert set(found) == set(CYCLES)
    for room, moves in found.items():
        states = {state for step in steps(moves) for state in (step.origin, step.to)}
        assert states == set(CYCLES[room][1]), room
