"""Rosters of extended hours: what may be rostered, and what is extended service."""

from datetime import date, time

import pytest

from services.intake.appointments.booking.rules import Slot, apart, slots_of
from services.intake.duty.rosters import rules
from services.intake.duty.rosters.rules import Shift, require_roster
from services.intake.hall.classes.rules import closing
from services.intake.hall.queue.rules import Session, extended_for, session_at

MORNING = Session(1, time(8, 30), time(11, 30), False)
NOON = Session(1, time(11, 30), time(14, 0), True, frozenset({11, 12}))
ROSTERED = Session(1, time(11, 30), time(13, 0), True, frozenset({5}))
AFTERNOON = Session(1, time(14, 0), time(17, 0), False)
DAY = [MORNING, NOON, ROSTERED, AFTERNOON]
MONDAY = date(2026, 3, 2)


def shift(start: str, end: str, window: int = 5, clerk: str = "a") -> Shift:
    return Shift(time.fromisoformat(start), time.fromisoformat(end), window, clerk)


@pytest.mark.row("S4.5")
def test_a_rostered_window_is_open_beside_the_standing_ones() -> None:
    noon = session_at(DAY, 1, time(12))
    assert noon is not None and noon.serves({5}) and noon.serves({12}) and not noon.serves({3})
    later = session_at(DAY, 1, time(13, 30))
    assert later is NOON
    assert closing(DAY, 1, time(12), {5}) == time(13)
    assert closing(DAY, 1, time(12), {11}) == time(17)


@pytest.mark.row("S4.5")
@pytest.mark.parametrize(
    ("at", "windows", "extended"),
    [
        (time(9), {5}, False),
        (time(12), {5}, True),
        (time(12), {11}, True),
        (time(13, 30), {5}, True),  # works on after its roster, in the noon of others
        (time(15), {5}, False),
        (time(18), {5}, False),  # after hours is nobody's session
    ],
)
def test_what_is_extended_service(at: time, windows: set[int], extended: bool) -> None:
    assert extended_for(DAY, 1, at, windows) is extended


def test_a_window_in_its_regular_hours_is_not_extended_while_another_is() -> None:
    mixed = [Session(1, time(8), time(12), False, frozenset({1})), Session(1, time(8), time(12), True, frozenset({2}))]
    assert [extended_for(mixed, 1, time(9), {window}) for window in (1, 2)] == [False, True]
    # A class that both call is open in the regular hours of one.
    assert extended_for(mixed, 1, time(9), {1, 2}) is False


@pytest.mark.row("S4.5")
def test_only_what_is_extra_is_rostered() -> None:
    standing = [MORNING, NOON, AFTERNOON]
    require_roster(MONDAY, MONDAY, 1, standing, [shift("11:30", "14:00"), shift("11:30", "14:00", 6, "b")])
    require_roster(MONDAY, MONDAY, 1, standing, [shift("11:30", "12:30"), shift("12:30", "14:00")])
    require_roster(date(2026, 3, 7), MONDAY, 6, [], [shift("09:00", "11:30")])
    for shifts, refusal in (
        ([shift("11:00", "12:00")], rules.NotExtended),
        ([shift("12:00", "14:01")], rules.NotExtended),
        ([shift("11:30", "13:00"), shift("12:59", "14:00", clerk="b")], rules.RosterClash),
        ([shift("11:30", "13:00"), shift("12:59", "14:00", 6)], rules.RosterClash),
    ):
        with pytest.raises(refusal):
            require_roster(MONDAY, MONDAY, 1, standing, shifts)
    with pytest.raises(rules.DayOff):
        require_roster(date(2026, 10, 1), MONDAY, None, [], [shift("09:00", "11:30")])
    with pytest.raises(rules.PastRoster):
        require_roster(date(2026, 3, 1), MONDAY, 7, [], [])


def test_slots_of_overlapping_sessions_never_overlap() -> None:
    sessions = [NOON, Session(1, time(12, 0), time(13, 30), True, frozenset({11}))]
    found = apart(slots_of(MONDAY, 1, sessions, 11, 60, True))
    assert len(found) == 2
    assert all(isinstance(slot, Slot) for slot in found)
    assert found[0].end <= found[1].start
