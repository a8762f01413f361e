"""Bookings: slots from hours, the life of a booking, until when it changes, who is blocked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.clock import local
from services.intake.appointments.booking import refusals
from services.intake.appointments.booking.rules import (
    MOVES,
    Policy,
    State,
    blocked_until,
    policy_of,
    remind_at,
    require_arrivable,
    require_changeable,
    slots_of,
    target,
)
from services.intake.hall.queue.rules import Session

DAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
POLICY = Policy(
    days_ahead=5, hold=timedelta(minutes=10), change_until=timedelta(hours=2), arrive_from=timedelta(minutes=15),
    remind=timedelta(hours=24), no_shows=3, no_show_period=timedelta(days=90), block=timedelta(days=30),
)  # fmt: skip
SESSIONS = [
    Session(2, time(8, 30), time(11, 30), False),
    Session(2, time(11, 30), time(14, 0), True, frozenset({11, 12})),
    Session(2, time(14, 0), time(16, 30), False),
    Session(3, time(8, 30), time(11, 30), False),
]


@pytest.mark.row("C11")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.IllegalMove) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.IllegalMove
    assert refused.value.data == {"state": state.value}


def starts(window: int, minutes: int = 60, extended: bool = False, weekday: int | None = 2) -> list[str]:
    found = slots_of(DAY, weekday, SESSIONS, window, minutes, extended)
    return [f"{local(slot.start):%H:%M}-{local(slot.end):%H:%M}" for slot in found]


@pytest.mark.row("C11")
def test_slots_are_cut_from_the_sessions_that_serve_the_window() -> None:
    morning = ["08:30-09:30", "09:30-10:30", "10:30-11:30"]
    afternoon = ["14:00-15:00", "15:00-16:00"]  # the last half hour is no slot
    assert starts(5) == starts(5, extended=True) == [*morning, *afternoon]
    assert starts(11) == [*morning, *afternoon]
    assert starts(11, extended=True) == [*morning, "11:30-12:30", "12:30-13:30", *afternoon]
    assert starts(5, minutes=180) == ["08:30-11:30"]
    assert starts(5, weekday=None) == []


@pytest.mark.row("C11")
def test_a_booking_is_changed_until_two_hours_before_and_taken_up_within_its_slot() -> None:
    require_changeable(NOON - timedelta(hours=2), NOON, POLICY)
    with pytest.raises(refusals.TooLateToChange):
        require_changeable(NOON - timedelta(hours=2) + timedelta(seconds=1), NOON, POLICY)
    ends = NOON + timedelta(hours=1)
    for minutes in (-15, 0, 59):
        require_arrivable(NOON + timedelta(minutes=minutes), NOON, ends, POLICY)
    with pytest.raises(refusals.TooEarly):
        require_arrivable(NOON - timedelta(minutes=16), NOON, ends, POLICY)
    with pytest.raises(refusals.BookingMissed):
        require_arrivable(ends, NOON, ends, POLICY)


@pytest.mark.row("C14")
def test_a_reminder_lies_ahead_or_is_none() -> None:
    assert remind_at(NOON, NOON - timedelta(days=2), POLICY) == NOON - timedelta(days=1)
    assert remind_at(NOON, NOON - timedelta(hours=24), POLICY) is None


def days(*offsets: int) -> list[datetime]:
    return [NOON + timedelta(days=offset) for offset in offsets]


@pytest.mark.row("C11")
@pytest.mark.parametrize(
    ("missed", "today", "until"),
    [
        ((0, 1), 1, None),  # two are mischance
        ((0, 1, 2), 2, 32),
        ((2, 0, 1), 31, 32),
        ((0, 1, 2), 32, None),  # served
        ((0, 1, 91), 91, None),  # too far apart
        ((0, 1, 90), 90, 120),
        ((0, 1, 2, 40), 40, 70),  # once more, while the earlier ones still count
    ],
)
def test_repeated_no_shows_block(missed: Sequence[int], today: int, until: int | None) -> None:
    expected = None if until is None else NOON + timedelta(days=until)
    assert blocked_until(days(*missed), POLICY, NOON + timedelta(days=today)) == expected


@given(st.lists(st.integers(0, 400), max_size=8), st.integers(0, 430), st.integers(1, 4))
def test_a_block_ends_and_needs_enough_no_shows(missed: list[int], today: int, enough: int) -> None:
    policy = replace(POLICY, no_shows=enough)
    now = NOON + timedelta(days=today)
    until = blocked_until(days(*missed), policy, now)
    if until is not None:
        last = until - policy.block
        assert last in days(*missed) and until > now
        assert sum(last - policy.no_show_period <= each <= last for each in days(*missed)) >= enough
    elif enough == 1:
        assert all(each + policy.block <= now for each in days(*missed))


def test_the_policy_is_what_the_settings_say() -> None:
    hall = {
        "booking_days_ahead": 5, "booking_hold_minutes": 10, "booking_change_hours": 2, "booking_arrive_minutes": 15,
        "booking_remind_hours": 24, "booking_no_shows": 3, "booking_no_show_days": 90, "booking_block_days": 30,
    }  # fmt: skip
    assert policy_of(hall) == POLICY
