"""Sign-in and sign-out: for which session a press counts, and what a session's times come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.actor import Actor
from libs.common.errors import Invalid
from services.intake.duty.attendance import rules
from services.intake.duty.attendance.rules import Gone, Slot, Standing, Times, minutes_within, slot_for, standing
from services.intake.duty.presence.rules import Stretch


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02 {text}+08:00").astimezone(UTC)


def maybe(text: str | None) -> datetime | None:
    return wall(text) if text else None


MORNING, NOON, AFTERNOON = (
    Stretch(wall(start), wall(end)) for start, end in (("08:30", "11:30"), ("11:30", "14:00"), ("14:00", "17:00"))
)
SLOTS = [
    Slot(MORNING, False, {"a": None, "b": None}),
    Slot(NOON, True, {"b": 11}),
    Slot(AFTERNOON, False, {"a": None, "b": None}),
]
HOUR, TOLERANCE = timedelta(hours=1), timedelta(minutes=10)


@pytest.mark.row("S3.2")
@pytest.mark.parametrize(
    ("login", "at", "found"),
    [
        ("a", "07:30", MORNING),
        ("a", "08:35", MORNING),
        ("a", "11:29", MORNING),
        ("a", "13:00", AFTERNOON),
        ("b", "11:30", NOON),  # rostered at noon
        ("b", "13:59", NOON),
        ("b", "14:00", AFTERNOON),
        ("director", "08:00", MORNING),  # not expected, and may
    ],
)
def test_a_sign_in_is_for_the_session_that_runs_or_comes_next(login: str, at: str, found: Stretch) -> None:
    assert slot_for(SLOTS, login, wall(at), HOUR).stretch == found


@pytest.mark.row("S3.2")
def test_there_is_a_time_before_which_and_after_which_nobody_signs() -> None:
    for login, at in (("a", "07:29"), ("a", "12:59")):
        with pytest.raises(rules.TooEarlyToSign):
            slot_for(SLOTS, login, wall(at), HOUR)
    with pytest.raises(rules.NothingToSign):
        slot_for(SLOTS, "a", wall("17:00"), HOUR)
    with pytest.raises(rules.NothingToSign):
        slot_for(SLOTS[1:2], "a", wall("12:00"), HOUR)


def out(since: str, until: str | None = None) -> list[Gone]:
    return [Gone(wall(since), maybe(until))]


@pytest.mark.row("S3.2", "S2.3")
@pytest.mark.parametrize(
    ("in_at", "out_at", "leave", "gone", "now", "expected"),
    [
        (None, None, False, [], "08:00", Standing("expected")),
        (None, None, False, [], "11:29", Standing("expected")),
        (None, None, False, [], "11:30", Standing("absent")),
        (None, None, True, [], "09:00", Standing("leave")),
        (None, None, False, out("07:00"), "12:00", Standing("out")),
        (None, None, False, out("09:00", "10:00"), "12:00", Standing("absent")),  # went out after the beginning
        ("08:20", "11:35", False, [], "12:00", Standing("at")),
        ("08:40", "11:20", False, [], "12:00", Standing("at")),  # within the tolerance, both
        ("08:41", "11:30", False, [], "12:00", Standing("late", late_minutes=11)),
        ("08:20", "11:19", False, [], "12:00", Standing("at", early_minutes=11)),
        ("09:00", "11:00", False, [], "12:00", Standing("late", 30, 30)),
        ("10:00", "11:30", False, out("07:00", "10:00"), "12:00", Standing("at")),  # from the village
        ("08:20", "10:00", False, out("10:00"), "12:00", Standing("at")),  # to the village
        ("10:00", "10:30", True, [], "12:00", Standing("at")),  # on leave, and came all the same
        ("08:20", None, False, [], "12:29", Standing("at")),
        ("08:20", None, False, [], "12:30", Standing("at", no_sign_out=True)),
    ],
)
def test_what_a_session_comes_to(
    in_at: str | None, out_at: str | None, leave: bool, gone: list[Gone], now: str, expected: Standing
) -> None:
    assert standing(Times(MORNING, TOLERANCE, maybe(in_at), maybe(out_at)), leave, gone, wall(now)) == expected


@given(st.integers(-60, 179), st.integers(-60, 240), st.integers(0, 120))
def test_minutes_are_counted_from_the_session_s_own_times(came: int, went: int, tolerance: int) -> None:
    start, end = MORNING.starts_at, MORNING.ends_at
    in_at, out_at = start + timedelta(minutes=came), start + timedelta(minutes=max(came + 1, went))
    found = standing(Times(MORNING, timedelta(minutes=tolerance), in_at, out_at), False, [], wall("20:00"))
    assert found.late_minutes == (came if came > tolerance else 0)
    missed = int((end - out_at).total_seconds() // 60)
    assert found.early_minutes == (missed if missed > tolerance else 0)
    assert (found.state == "late") == (found.late_minutes > 0)


@pytest.mark.row("S3.2")
def test_minutes_away_are_those_of_the_sessions() -> None:
    day = [MORNING, AFTERNOON]
    assert minutes_within(Gone(wall("11:00"), wall("15:00")), day, wall("20:00")) == 90
    assert minutes_within(Gone(wall("12:00"), wall("13:00")), day, wall("20:00")) == 0
    assert minutes_within(Gone(wall("16:00"), None), day, wall("16:10")) == 10


def test_corrections_are_in_order_past_and_never_one_s_own() -> None:
    now = wall("12:00")
    rules.require_times(wall("08:30"), None, now)
    rules.require_times(None, None, now)
    for in_at, out_at in (("09:00", "08:00"), ("09:00", "12:01"), ("12:01", None)):
        with pytest.raises(rules.TimesBackwards):
            rules.require_times(wall(in_at), maybe(out_at), now)
    with pytest.raises(Invalid):
        rules.require_times(None, wall("11:30"), now)
    with pytest.raises(rules.OwnTimes):
        rules.require_corrector(Actor("a"), "a")
