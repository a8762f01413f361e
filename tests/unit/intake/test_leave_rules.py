"""Leave in half days: its life, its span, what may be changed of it when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.actor import SYSTEM, Actor, Role
from libs.common.clock import SHANGHAI
from libs.common.errors import Forbidden, Invalid
from services.intake.duty.leaves import refusals, rules
from services.intake.duty.leaves.rules import MOVES, Half, Span, State, half_of, target

AM, PM = Half.AM, Half.PM
MONDAY = date(2026, 3, 2)
DAYS = st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n))
SPANS = st.tuples(DAYS, st.sampled_from(Half), DAYS, st.sampled_from(Half)).map(lambda parts: Span(*parts))
WHOLE = SPANS.filter(lambda span: span.first <= span.last)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}+08:00").astimezone(UTC)


def span(first: str, last: str) -> Span:
    """``02 am`` to ``04 pm`` of March."""
    (first_day, first_half), (last_day, last_half) = first.split(), last.split()
    return Span(date(2026, 3, int(first_day)), Half(first_half), date(2026, 3, int(last_day)), Half(last_half))


@pytest.mark.row("S3.2")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.LeaveMoveRefused) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.LeaveMoveRefused


@pytest.mark.parametrize(
    ("start", "end", "half"),
    [
        ("08:30", "11:30", AM),
        ("08:00", "12:30", AM),  # runs past noon, and is the morning all the same
        ("11:30", "14:00", PM),
        ("14:00", "17:00", PM),
        ("09:00", "15:00", PM),
    ],
)
def test_a_session_belongs_to_the_half_its_middle_lies_in(start: str, end: str, half: Half) -> None:
    assert half_of(time.fromisoformat(start), time.fromisoformat(end)) is half


@pytest.mark.row("S3.2")
def test_a_span_covers_its_ends_and_what_lies_between() -> None:
    leave = span("02 pm", "04 am")
    covered = [(day, half) for day in range(1, 6) for half in Half if leave.covers(date(2026, 3, day), half)]
    assert covered == [(2, PM), (3, AM), (3, PM), (4, AM)]
    assert leave.ends_at == wall("04 12:00") and span("02 am", "02 pm").ends_at == wall("03 00:00")
    assert (leave.words, span("02 am", "02 am").words) == ("3月2日下午至3月4日上午", "3月2日上午")


@given(WHOLE, WHOLE)
def test_two_spans_overlap_when_they_share_a_half_day(one: Span, other: Span) -> None:
    shared = [
        (day, half)
        for day in (MONDAY + timedelta(days=n) for n in range(21))
        for half in Half
        if one.covers(day, half) and other.covers(day, half)
    ]
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)


@given(WHOLE)
def test_its_half_days_are_those_it_covers(leave: Span) -> None:
    days = [MONDAY + timedelta(days=n) for n in range(-1, 22)]
    covered = [day for day in days for half in Half if leave.covers(day, half)]
    assert list(leave.halves(days[0], days[-1])) == covered
    middle = days[len(days) // 2]
    assert [*leave.halves(days[0], middle), *leave.halves(middle + timedelta(days=1), days[-1])] == covered


@given(WHOLE, st.integers(0, 41))
def test_it_is_over_when_its_last_half_day_is(leave: Span, halves: int) -> None:
    now = datetime.combine(MONDAY, time(), SHANGHAI) + timedelta(hours=12 * halves + 3)
    assert (now >= leave.ends_at) == (halves > leave.last - Span(MONDAY, AM, MONDAY, AM).first)


@pytest.mark.row("S3.2")
def test_what_may_be_asked_for() -> None:
    now = wall("02 14:00")
    rules.require_span(span("02 pm", "04 pm"), now, backdated=False)
    rules.require_span(span("01 am", "02 pm"), now, backdated=True)
    with pytest.raises(refusals.LeaveInPast):
        rules.require_span(span("02 am", "04 pm"), now, backdated=False)
    for wrong in (span("04 am", "03 pm"), Span(MONDAY, AM, MONDAY + timedelta(days=366), PM)):
        with pytest.raises(Invalid):
            rules.require_span(wrong, now, backdated=False)
    rules.require_apart(span("02 am", "02 am"), [span("02 pm", "03 pm")])
    with pytest.raises(refusals.LeaveOverlaps, match="3月2日下午至3月3日下午"):
        rules.require_apart(span("01 am", "02 pm"), [span("02 pm", "03 pm")])


@pytest.mark.row("S3.2")
def test_what_has_been_is_shortened_and_not_undone() -> None:
    leave = span("02 am", "04 pm")
    rules.require_cancellable(leave, wall("02 11:59"))
    with pytest.raises(refusals.LeaveBegun):
        rules.require_cancellable(leave, wall("02 12:00"))
    # Back on Tuesday at ten: Monday was taken, Tuesday morning may have been.
    for last in ("02 pm", "03 am", "04 am"):
        day, half = last.split()
        cut = rules.shortened(leave, date(2026, 3, int(day)), Half(half), wall("03 10:00"))
        assert cut == span("02 am", last)
    for last in ("02 am", "04 pm", "05 am"):
        day, half = last.split()
        with pytest.raises(refusals.NotShorter):
            rules.shortened(leave, date(2026, 3, int(day)), Half(half), wall("03 10:00"))
    with pytest.raises(refusals.LeaveOver):
        rules.shortened(leave, date(2026, 3, 4), AM, wall("05 00:00"))


def test_people_ask_for_themselves_and_nobody_decides_their_own() -> None:
    clerk, lead = Actor("a"), Actor("b", roles=frozenset({Role.WINDOW_LEAD}))
    for actor, login in ((clerk, "a"), (lead, "a"), (SYSTEM, "a")):
        rules.require_own_or_lead(actor, login)
    with pytest.raises(Forbidden):
        rules.require_own_or_lead(clerk, "b")
    rules.require_decider(lead, "a")
    with pytest.raises(refusals.OwnLeave):
        rules.require_decider(lead, "b")
