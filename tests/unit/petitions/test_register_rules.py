"""The life cycle of a petition, and what its handling unit gets to see."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.common.actor import SYSTEM, Actor, Role
from libs.common.errors import Refused
from services.petitions.dispatch.rules import NoUnit, choose_unit
from services.petitions.handling.rules import AnswerEmpty, check_answer
from services.petitions.register.rules import (
    MOVES,
    ReceivedInFuture,
    State,
    check_received,
    is_secret,
    own_number,
    sees_everything,
    text_for_unit,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.row("P4")
def test_the_way_of_a_petition() -> None:
    state = State.REGISTERED
    for name in ("dispatch", "redispatch", "sign", "answer", "close"):
        assert state in MOVES[name].origin
        state = MOVES[name].to
    assert state is State.CLOSED
    assert not any(State.CLOSED in move.origin for move in MOVES.values())
    assert len({move.refusal.code for move in MOVES.values()}) == len(MOVES)
    assert all(move.refusal.title != Refused.title for move in MOVES.values())


@pytest.mark.row("S4.8")
def test_nothing_is_closed_without_an_answer() -> None:
    assert MOVES["close"].origin == {State.ANSWERED}
    for blank in ("", "  \n", "　"):
        with pytest.raises(AnswerEmpty):
            check_answer(blank)
    assert check_answer(" 已处理 \n") == "已处理"


@pytest.mark.row("P1")
def test_reports_are_secret_by_category_and_others_on_request() -> None:
    assert is_secret(False, True) and is_secret(True, False) and not is_secret(False, False)


@pytest.mark.row("P1")
def test_the_unit_itself_never_sees_everything_whatever_else_its_people_are() -> None:
    officer = Actor(id="o", roles=frozenset({Role.PETITION_OFFICER}))
    torn = Actor(id="t", roles=frozenset({Role.PETITION_OFFICER, Role.HANDLING_UNIT}), unit="U-SH")
    assert sees_everything(officer, "U-SH") and sees_everything(SYSTEM, "U-SH")
    assert not sees_everything(torn, "U-SH") and sees_everything(torn, "U-PC")
    assert not sees_everything(Actor(id="u", roles=frozenset({Role.HANDLING_UNIT}), unit="U-PC"), "U-SH")


@pytest.mark.row("P1")
def test_the_callers_traces_are_taken_out_of_the_text() -> None:
    # Synthetic person.
    text = "我是陈样例，电话13800001234或138-0000 1234，邻居电话13900005678。"
    shown = text_for_unit(text, "陈样例", "13800001234")
    assert shown == "我是（已隐去），电话（已隐去）或（已隐去），邻居电话139****5678。"


def test_received_at_may_lie_behind_but_not_ahead() -> None:
    check_received(NOW - timedelta(days=30), NOW)
    check_received(NOW + timedelta(minutes=1), NOW)
    with pytest.raises(ReceivedInFuture):
        check_received(NOW + timedelta(hours=1), NOW)


def test_numbers_and_units() -> None:
    assert own_number(date(2026, 3, 2), 7) == "SQ20260302-0007"
    assert choose_unit("U-PC", "U-SH") == "U-PC" and choose_unit(None, "U-SH") == "U-SH"
    with pytest.raises(NoUnit):
        choose_unit(None, None)
