"""However snapshots and deltas are ordered, lost or repeated, a display ends with the centre's content."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.terminal.boards import Boards, Delta, Snapshot, delta_from
from libs.terminal.commands import BadCommand
from libs.terminal.store import Store

KEYS = st.sampled_from(["1", "2", "3", "notice"])
CHANGES = st.lists(
    st.tuples(st.dictionaries(KEYS, st.integers(0, 9), max_size=3), st.lists(KEYS, max_size=2)),
    min_size=1,
    max_size=12,
)


class Display:
    def __init__(self, store: Store | None = None) -> None:
        self.asked: list[int] = []
        self.shown: list[int] = []
        self.boards = Boards(
            store or Store(":memory:"),
            "d-1",
            ["queue"],
            lambda board, held: self.asked.append(held),
            lambda board, revision, content: self.shown.append(revision),
        )

    @property
    def state(self) -> tuple[int, dict[str, Any]]:
        return self.boards.revisions()["queue"], self.boards.content("queue")


def history(changes: list[tuple[dict, list]]) -> tuple[list[Delta], list[dict]]:
    """The deltas of a centre's board and its content at each revision from 0."""
    deltas, contents = [], [{}]
    for base, (changed, removed) in enumerate(changes):
        content = {**contents[-1], **changed}
        contents.append({key: value for key, value in content.items() if key not in removed})
        deltas.append(Delta("queue", base + 1, base, changed, removed))
    return deltas, contents


@pytest.mark.row("D9")
@given(CHANGES, st.data())
def test_any_order_with_losses_and_repeats_ends_right_after_one_snapshot(
    changes: list, data: st.DataObject
) -> None:
    deltas, contents = history(changes)
    display = Display()
    arriving = data.draw(st.permutations(deltas))
    arriving = arriving[: data.draw(st.integers(0, len(arriving)))] + arriving[:2]
    cut = data.draw(st.integers(0, len(arriving)))
    for delta in arriving[:cut]:
        display.boards.take_delta(delta)
    display.boards.take_snapshot(Snapshot("queue", len(deltas), contents[-1]))
    for delta in arriving[cut:]:
        display.boards.take_delta(delta)
    assert display.state == (len(deltas), contents[-1])
    assert not display.boards.waiting()
    assert display.shown == sorted(display.shown)


@given(CHANGES, st.data())
def test_a_snapshot_overtaken_by_deltas_catches_up(changes: list, data: st.DataObject) -> None:
    deltas, contents = history(changes)
    at = data.draw(st.integers(0, len(deltas)))
    display = Display()
    for delta in deltas[at:]:
        display.boards.take_delta(delta)
    display.boards.take_snapshot(Snapshot("queue", at, contents[at]))
    assert display.state == (len(deltas), contents[-1])


@pytest.mark.row("D9")
def test_a_gap_asks_once_and_again_when_told() -> None:
    display = Display()
    display.boards.take_snapshot(Snapshot("queue", 4, {"1": "A001"}))
    for revision in (7, 8, 9):
        display.boards.take_delta(Delta("queue", revision, revision - 1, {"1": "A002"}, []))
    assert display.asked == [4]
    display.boards.ask_again()
    assert display.asked == [4, 4]
    display.boards.take_snapshot(Snapshot("queue", 6, {"1": "A000"}))
    assert display.state == (9, {"1": "A002"})
    display.boards.ask_again()
    assert display.asked == [4, 4]


@pytest.mark.row("D9")
def test_a_late_snapshot_does_not_turn_the_display_back() -> None:
    display = Display()
    display.boards.take_snapshot(Snapshot("queue", 10, {"1": "A001"}))
    display.boards.take_delta(Delta("queue", 11, 10, {"1": "A002"}, []))
    display.boards.take_snapshot(Snapshot("queue", 10, {"1": "A001"}))
    assert (display.state, display.asked) == ((11, {"1": "A002"}), [11])
    display.boards.take_snapshot(Snapshot("queue", 11, {"1": "A002"}))
    assert display.state == (11, {"1": "A002"})
    assert not display.boards.waiting()


def test_a_centre_that_counts_anew_wins() -> None:
    display = Display()
    display.boards.take_snapshot(Snapshot("queue", 500, {"1": "A001"}))
    display.boards.take_delta(Delta("queue", 503, 502, {"1": "A009"}, []))
    anew = Snapshot("queue", 2, {"1": "B001"})
    display.boards.take_snapshot(anew)
    assert (display.state[0], display.asked) == (500, [500, 500])
    display.boards.take_snapshot(anew)
    assert (display.state, display.asked) == ((2, {"1": "B001"}), [500, 500, 2])
    display.boards.take_snapshot(anew)
    assert not display.boards.waiting()
    display.boards.take_delta(Delta("queue", 3, 2, {"1": "B002"}, []))
    assert display.state == (3, {"1": "B002"})
    assert not display.boards.waiting()


@pytest.mark.row("D9")
def test_what_was_held_is_held_after_a_power_cut() -> None:
    store = Store(":memory:")
    Display(store).boards.take_snapshot(Snapshot("queue", 4, {"1": "A001"}))
    assert Display(store).state == (4, {"1": "A001"})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"board": "queue", "base": 1, "revision": 1},
        {"board": "queue", "base": -1, "revision": 1},
        {"board": "queue", "base": 0, "revision": True},
        {"board": "queue", "base": 0, "revision": 1, "set": []},
        {"board": "queue", "base": 0, "revision": 1, "unset": {}},
        {"board": 1, "base": 0, "revision": 1},
    ],
)
def test_broken_deltas_are_named(data: dict) -> None:
    with pytest.raises(BadCommand):
        delta_from(data)
