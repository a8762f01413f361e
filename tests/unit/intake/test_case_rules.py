"""The life cycle of a case: every lawful act, every unlawful one with a code of its own."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.casework.cases import refusals
from services.intake.casework.cases.refusals import IllegalMove
from services.intake.casework.cases.rules import (
    CYCLE,
    IN_HAND,
    MOVES,
    OPEN,
    State,
    Undertaking,
    case_number,
    lacking,
    require_materials,
    target,
    timing,
)

TODAY = date(2026, 3, 2)
FINAL = {State.COMPLETED, State.RETURNED, State.WITHDRAWN}


@dataclass
class Sheet:
    """A material as a rule sees it."""

    seq: int
    required: bool = True
    conditional: bool = False
    received: bool = False

    @property
    def name(self) -> str:
        return f"材料{self.seq}"


@pytest.mark.row("S6.2")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_refusal_of_its_own(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(IllegalMove) as refused:
        target(state, verb)
    assert refused.value.data == {"state": state.value}
    code, title = refused.value.code, refused.value.title
    assert code.endswith(f".{verb}") and "，不能" in title
    others = [refusal for key, refusal in CYCLE.refusals.items() if key != (verb, state)]
    assert all(code != other.code for other in others)
    # Read alone, the words tell what was tried and what is in the way.
    assert all(title != other.title for other in others)


def test_acts_refused_in_one_state_share_what_is_in_the_way() -> None:
    for (_, state), refusal in CYCLE.refusals.items():
        alike = {other.__base__ for (_, at), other in CYCLE.refusals.items() if at is state}
        assert alike == {refusal.__base__}
        assert refusal.code.split(".")[0] == refusal.__base__.code  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("state", "verb", "code", "title"),
    [
        (State.ACCEPTED, "accept", "case_already_accepted.accept", "办件已经受理，不能再次受理"),
        (State.PAUSED, "accept", "case_paused.accept", "办件正在暂停计时，不能受理"),
        (State.REGISTERED, "complete", "case_not_accepted.complete", "办件尚未受理，不能办结"),
        (State.AWAITING, "complete", "case_awaiting_supplement.complete", "办件正在等待补正材料，不能办结"),
        (State.PAUSED, "complete", "case_paused.complete", "办件正在暂停计时，不能办结"),
        (State.PAUSED, "pause", "case_paused.pause", "办件已经暂停计时，不能再次暂停"),
        (State.ACCEPTED, "resume", "case_already_accepted.resume", "办件没有暂停计时，不能恢复计时"),
        (State.REGISTERED, "supplement", "case_not_accepted.supplement", "办件没有待补正的材料，不能补正材料"),
        (State.COMPLETED, "return", "case_completed.return", "办件已经办结，不能退件"),
        (State.RETURNED, "accept", "case_returned.accept", "办件已经退件，不能受理"),
        (State.WITHDRAWN, "extend", "case_withdrawn.extend", "办件已经撤回，不能延长期限"),
    ],
)
def test_a_refusal_says_what_is_in_the_way(state: State, verb: str, code: str, title: str) -> None:
    with pytest.raises(IllegalMove) as refused:
        target(state, verb)
    assert (refused.value.code, refused.value.title) == (code, title)


def test_codes_are_unique_and_titles_chinese() -> None:
    ours = [kind for kind in vars(refusals).values() if isinstance(kind, type)]
    kinds = [kind for kind in ours if kind.__module__ == refusals.__name__]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(any("一" <= letter <= "鿿" for letter in kind.title) for kind in kinds)


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=30))
def test_no_sequence_of_acts_accepts_twice_or_leaves_an_end(verbs: list[str]) -> None:
    state, acceptances = State.REGISTERED, 0
    for verb in verbs:
        before = state
        try:
            state = target(state, verb)
        except IllegalMove:
            continue
        assert before not in FINAL or state is before
        acceptances += before not in IN_HAND and state in IN_HAND
        assert state is not State.COMPLETED or acceptances == 1
    assert acceptances <= 1


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {State.REGISTERED} | {to for moves in MOVES.values() for to in moves.values()}
    assert reached == set(State)
    leaving = {state for moves in MOVES.values() for state, to in moves.items() if to is not state}
    assert leaving == set(OPEN) and set(State) - leaving == FINAL


@pytest.mark.row("C2")
def test_a_required_material_blocks_acceptance_and_is_named() -> None:
    sheets = [Sheet(1), Sheet(2, received=True), Sheet(3, required=False), Sheet(4)]
    with pytest.raises(refusals.MaterialsMissing) as refused:
        require_materials(sheets, [], TODAY)
    assert refused.value.data["missing"] == ["材料1", "材料4"]


@pytest.mark.row("C2")
def test_conditional_acceptance_needs_what_and_until_when() -> None:
    sheets = [Sheet(1, received=True), Sheet(2, conditional=True)]
    with pytest.raises(refusals.UndertakingMissing) as refused:
        require_materials(sheets, [], TODAY)
    assert refused.value.data["missing"] == ["材料2"]
    require_materials(sheets, [Undertaking(2, "材料2复印件", date(2026, 3, 9))], TODAY)
    with pytest.raises(refusals.UndertakingInPast):
        require_materials(sheets, [Undertaking(2, "材料2复印件", TODAY)], TODAY)
    with pytest.raises(refusals.UndertakingNotAllowed):
        both = [Undertaking(1, "材料1", date(2026, 3, 9)), Undertaking(2, "材料2", date(2026, 3, 9))]
        require_materials(sheets, both, TODAY)


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=6), st.sets(st.integers(1, 6), max_size=6)
)
def test_no_undertaking_replaces_a_material_that_may_not_follow(
    kinds: list[tuple[bool, bool, bool]], undertaken: set[int]
) -> None:
    sheets = [Sheet(seq, *kind) for seq, kind in enumerate(kinds, 1)]
    promises = [Undertaking(seq, "补交", date(2026, 3, 9)) for seq in sorted(undertaken)]
    try:
        require_materials(sheets, promises, TODAY)
    except refusals.Refused:
        return
    assert {sheet.seq for sheet in lacking(sheets)} == undertaken
    assert all(sheet.conditional for sheet in lacking(sheets))


def test_timing_is_against_the_promised_day() -> None:
    assert timing(date(2026, 3, 20), date(2026, 3, 23)) == "early"
    assert timing(date(2026, 3, 23), date(2026, 3, 23)) == "on_time"
    assert timing(date(2026, 3, 24), date(2026, 3, 23)) == "overdue"


def test_case_number_has_23_digits_and_an_end() -> None:
    assert case_number("331082114", TODAY, 5, 7) == "33108211420260302050007"
    with pytest.raises(refusals.NumbersExhausted):
        case_number("331082114", TODAY, 5, 10_000)
