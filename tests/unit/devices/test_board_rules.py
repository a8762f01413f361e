"""What the boards show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.columns import to_json
from libs.common.events.intake import WHEREABOUTS_CHANGED
from libs.common.events.parts import ABSENCES
from libs.terminal import vocabulary as words
from libs.terminal.envelope import LIMIT
from services.devices.boards.rules import LAST_CALLS, QUEUE, WHEREABOUTS, Hall, boards_of, placard
from services.intake.duty.whereabouts.rules import (
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_PLACE,
    LONGEST_POST,
    REASONS,
    SLOTS,
)


def test_the_latest_call_comes_first_and_a_recall_moves_up() -> None:
    hall = Hall()
    for number in range(10):
        hall.called(f"A{number:03}", 1, f"t-{number}")
    hall.called("A005", 2, "t-5")
    calls = hall.content["calls"]
    assert len(calls) == LAST_CALLS and calls[0] == {"number": "A005", "window": 2}
    assert [call["number"] for call in calls].count("A005") == 1


def test_a_window_that_took_the_next_is_not_cleared_by_the_end_of_the_last() -> None:
    hall = Hall()
    hall.called("A001", 1, "t-1")
    hall.called("A002", 1, "t-2")
    hall.left(1, "t-1")
    assert hall.state_of(1, None) == {
        "window": "1", "state": "calling", "waiting": 0, "number": "A002", "ticket_id": "t-2",
    }  # fmt: skip
    hall.voided("t-2")
    assert hall.state_of(1, None) == {"window": "1", "state": "idle", "waiting": 0}


def test_waiting_is_counted_by_class_and_never_below_nobody() -> None:
    hall = Hall()
    hall.waits("A", 1)
    hall.waits("B", 1)
    hall.waits("A", -1)
    hall.waits("A", -1)
    assert hall.content["waiting"] == {"A": 0, "B": 1}
    assert hall.state_of(1, "A")["waiting"] == 0 and hall.state_of(1, None)["waiting"] == 1


@pytest.mark.row("D9")
@given(st.lists(st.tuples(st.sampled_from("cslvw"), st.integers(1, 3), st.integers(0, 5)), max_size=30))
def test_a_display_that_applies_the_deltas_holds_the_board(steps: list[tuple[str, int, int]]) -> None:
    held = Hall().content
    hall = Hall()
    for what, window, ticket in steps:
        hall.changed.clear()
        match what:
            case "c":
                hall.called(f"A{ticket:03}", window, f"t-{ticket}")
            case "s":
                hall.serving(f"A{ticket:03}", window, f"t-{ticket}")
            case "l":
                hall.left(window, f"t-{ticket}")
            case "v":
                hall.voided(f"t-{ticket}")
            case "w":
                hall.waits("A", 1)
        held = {**held, **hall.changes()}
        assert held == hall.content


@pytest.mark.row("Q17")
def test_a_paused_window_shows_it_once_nobody_stands_there() -> None:
    hall = Hall()
    hall.serving("A001", 1, "t-1")
    hall.duty(1, "paused", "午间休息")
    assert hall.state_of(1, None)["state"] == "serving"
    hall.left(1, "t-1")
    assert hall.state_of(1, None) == {"window": "1", "state": "paused", "waiting": 0, "message": "午间休息"}
    hall.duty(1, "closed", None)
    assert hall.state_of(1, None) == {"window": "1", "state": "closed", "waiting": 0}
    hall.duty(1, "open", None)
    assert hall.state_of(1, None) == {"window": "1", "state": "idle", "waiting": 0}
    assert hall.content["windows"]["1"] == {"state": "idle", "number": None}


@pytest.mark.row("D9", "S5.3")
def test_a_display_says_which_boards_it_shows() -> None:
    assert boards_of({}) == boards_of({"menu": 3}) == [QUEUE]
    assert boards_of({"whereabouts": 3}) == [WHEREABOUTS]
    assert boards_of({"whereabouts": 0, "queue": 0}) == [QUEUE, WHEREABOUTS]


@pytest.mark.row("S5.3")
def test_the_fullest_board_of_staff_fits_a_message() -> None:
    moment = WHEREABOUTS_CHANGED.load(WHEREABOUTS_CHANGED.example)["at"]
    longest = {
        "name": "欧" * LONGEST_NAME, "post": "综" * LONGEST_POST, "phone": "0" * LONGEST_PHONE, "state": "away",
        "reason": max(REASONS, key=len), "place": "村" * LONGEST_PLACE, "since": moment, "until": moment,
        "stand_in": "阳" * LONGEST_NAME,
    }  # fmt: skip
    content = {str(slot): placard(longest) for slot in range(1, SLOTS + 1)}
    sent = {"id": "x" * 36, "at": "x" * 24, "data": {"board": WHEREABOUTS, "revision": 2**31, "content": content}}
    assert len(to_json(sent).encode()) < LIMIT
    assert set(words.ABSENCES) == set(ABSENCES), "the board shows each reason in Chinese"
