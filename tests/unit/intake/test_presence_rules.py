"""Whether somebody is there: what leave, outings and sign-ins say together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.intake.duty.leaves.rules import Half, Span
from services.intake.duty.presence.rules import (
    Away,
    OnLeave,
    Outing,
    Person,
    Policy,
    Presence,
    Seen,
    Signed,
    Stretch,
    Why,
    planned,
    present,
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02 {text}+08:00").astimezone(UTC)


MORNING, AFTERNOON = Stretch(wall("08:30"), wall("11:30")), Stretch(wall("14:00"), wall("17:00"))
POLICY = Policy(timedelta(minutes=10), timedelta(minutes=30), sign_in=True)
HERE = Person(signed=Signed(wall("08:25"), None))
AFTERNOON_OFF = OnLeave(Span(date(2026, 3, 2), Half.PM, date(2026, 3, 3), Half.AM), "c")


def why(presence: Presence) -> str:
    return presence.why.value if isinstance(presence, Away) else presence.value


@pytest.mark.row("S3.2", "S2.1")
@pytest.mark.parametrize(
    ("person", "at", "expected"),
    [
        (Person(), "08:30", "expected"),
        (Person(), "08:40", "expected"),
        (Person(), "08:41", "unsigned"),
        (HERE, "08:41", "here"),
        (Person(signed=Signed(wall("08:25"), wall("10:00"))), "10:01", "left"),
        (replace(HERE, outing=Outing(wall("09:00"), wall("09:20"))), "09:10", "expected"),
        (replace(HERE, outing=Outing(wall("09:00"), wall("09:30"))), "09:01", "out"),
        (replace(HERE, outing=Outing(wall("09:00"))), "09:29", "expected"),
        (replace(HERE, outing=Outing(wall("09:00"))), "09:30", "out"),
        # Said to be short, and has become long.
        (replace(HERE, outing=Outing(wall("09:00"), wall("09:10"))), "09:31", "out"),
        # Went to a village straight from home.
        (Person(outing=Outing(wall("07:00"), wall("10:00"))), "08:50", "out"),
        (Person(active=False), "08:30", "inactive"),
        (replace(HERE, leaves=(AFTERNOON_OFF,)), "09:00", "here"),
    ],
)
def test_who_is_there_in_the_session_that_runs(person: Person, at: str, expected: str) -> None:
    assert why(present(person, MORNING, POLICY, wall(at))) == expected


@pytest.mark.row("S3.2")
def test_leave_is_for_its_half_days_and_says_who_stands_in_until_when() -> None:
    person = replace(HERE, leaves=(AFTERNOON_OFF,))
    tuesday = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
    assert present(person, AFTERNOON, POLICY, wall("14:00")) == Away(Why.LEAVE, tuesday, "c")
    assert planned(person, MORNING, POLICY) is None


def test_where_no_sign_in_is_asked_for_who_is_not_away_is_here() -> None:
    free = replace(POLICY, sign_in=False)
    assert present(Person(), MORNING, free, wall("09:00")) is Seen.HERE
    assert why(present(Person(leaves=(AFTERNOON_OFF,)), AFTERNOON, free, wall("15:00"))) == "leave"


@pytest.mark.row("N6")
@pytest.mark.parametrize(
    ("since", "until", "away"),
    [
        ("10:00", None, False),  # nobody knows yet
        ("10:00", "14:20", False),  # twenty minutes of it
        ("10:00", "14:30", True),
        ("10:00", "20:00", True),
        ("10:00", "13:00", False),
    ],
)
def test_an_outing_keeps_from_a_session_to_come_as_far_as_was_said(since: str, until: str | None, away: bool) -> None:
    outing = Outing(wall(since), wall(until) if until else None)
    found = planned(Person(outing=outing), AFTERNOON, POLICY)
    assert (found is not None) == away and (found is None or found.why is Why.OUT)
