"""Door-to-door service: its life, by when it is answered, who goes, in which order."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.seed import seed_calendar
from services.intake.appointments.visits import refusals
from services.intake.appointments.visits.rules import (
    MOVES,
    State,
    answer_due,
    require_staff,
    require_times,
    route_of,
    target,
)

NINE = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
CALENDAR = seed_calendar()


@pytest.mark.row("S2.5")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.IllegalMove) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.IllegalMove


@pytest.mark.row("S2.5")
@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("2026-03-02", "2026-03-03"),
        ("2026-03-06", "2026-03-09"),  # Friday
        ("2026-03-07", "2026-03-09"),  # a Saturday with extended hours is no working day
        ("2026-02-13", "2026-02-14"),  # the Saturday is a make-up day
        ("2026-02-14", "2026-02-24"),  # 春节
    ],
)
def test_a_request_is_answered_by_the_next_working_day(asked: str, by: str) -> None:
    found = answer_due("v-1", date.fromisoformat(asked), 1, CALENDAR)
    assert found.by == date.fromisoformat(by) and not found.provisional
    day = found.by
    assert f"到期 {day.month}月{day.day}日" in found.derivation and "答复 1 个工作日" in found.derivation


@pytest.mark.row("S2.5")
def test_two_different_people_of_the_centre_go() -> None:
    assert require_staff(["a", "b", "a"], {"a", "b"}) == ["a", "b"]
    for logins in ([], ["a"], ["a", "a"]):
        with pytest.raises(refusals.TooFewStaff):
            require_staff(logins, {"a", "b"})
    with pytest.raises(refusals.UnknownStaff) as refused:
        require_staff(["a", "c"], {"a", "b"})
    assert refused.value.data == {"logins": ["c"]}


def test_times_of_the_form_are_in_order_and_past() -> None:
    hours = [NINE + timedelta(hours=n) for n in range(4)]
    require_times(*hours)
    for wrong in ((1, 0, 2, 3), (0, 2, 1, 3), (0, 1, 3, 2)):
        with pytest.raises(refusals.TimesOutOfOrder):
            require_times(*(hours[n] for n in wrong))


@dataclass(frozen=True)
class Stop:
    id: str
    village_code: str
    group_name: str
    agreed_for: datetime | None


def stop(id: str, village: str, minutes: int, group: str = "") -> Stop:
    return Stop(id, village, group, NINE + timedelta(minutes=minutes))


@pytest.mark.row("S2.5")
def test_the_route_goes_village_by_village_the_earliest_first() -> None:
    stops = [
        stop("late-in-first", "b", 120), stop("second", "a", 30), stop("first", "b", 0),
        stop("neighbour-2", "c", 60, "2组"), stop("neighbour-1", "c", 60, "1组"),
    ]  # fmt: skip
    assert [each.id for each in route_of(stops)] == [
        "first", "late-in-first", "second", "neighbour-1", "neighbour-2",
    ]  # fmt: skip


STOPS = st.builds(stop, st.uuids().map(str), st.sampled_from("abcd"), st.integers(0, 300), st.sampled_from(["", "1组"]))


@given(st.lists(STOPS, max_size=12, unique_by=lambda each: each.id))
def test_a_route_loses_nobody_and_enters_each_village_once(stops: list[Stop]) -> None:
    found = route_of(stops)
    assert sorted(found, key=lambda each: each.id) == sorted(stops, key=lambda each: each.id)
    entered = [now.village_code for before, now in zip([None, *found], found, strict=False)
               if before is None or before.village_code != now.village_code]  # fmt: skip
    assert len(entered) == len(set(entered))
    assert route_of(reversed(stops)) == found
