"""The life cycle of a delegation: its table of moves, and when the village's work is due."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.errors import Refused
from services.routing.delegations.rules import (
    MOVES,
    OPEN,
    Outcome,
    ReasonMissing,
    State,
    return_move,
    work_due_on,
)


def test_every_move_has_a_refusal_of_its_own() -> None:
    refusals = [move.refusal for move in MOVES.values()]
    assert len({refusal.code for refusal in refusals}) == len(MOVES)
    assert all(issubclass(refusal, Refused) and refusal.title != Refused.title for refusal in refusals)


@given(st.lists(st.sampled_from(sorted(MOVES))))
def test_no_sequence_of_moves_leaves_an_ended_state(names: list[str]) -> None:
    state, ended = State.OPENED, 0
    for name in names:
        if state in MOVES[name].origin:
            state = MOVES[name].to
            ended += state not in OPEN
    assert ended <= 1
    assert (ended == 1) == (state in {State.RETURNED, State.RECALLED})


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_undone_work_says_why(reason: str | None) -> None:
    with pytest.raises(ReasonMissing):
        return_move(Outcome.NOT_DONE, reason)
    assert return_move(Outcome.DONE, reason) == "return_done"


def test_work_is_due_as_promised_else_as_the_law_says_else_the_same_day() -> None:
    # 00:30 of 3 March in the hall.
    accepted = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    promised, legal = date(2026, 3, 9), date(2026, 3, 30)
    assert work_due_on(accepted, promised, legal) == promised
    assert work_due_on(accepted, None, legal) == legal
    assert work_due_on(accepted, None, None) == date(2026, 3, 3)
