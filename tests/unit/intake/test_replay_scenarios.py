"""Staffing read from calls, the questions that a replay can ask, and the figures."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.hall.replay import scenario
from services.intake.hall.replay.figures import SamePeople, figures_of, same_people
from services.intake.hall.replay.records import Record, arrivals_of, assumed, visits_of
from services.intake.hall.replay.rules import MINUTE, SECOND, Arrival, Span, Visit, simulate
from services.intake.hall.replay.scenario import Day, changed
from services.intake.hall.replay.staffing import Duty, Opening, Staffing, common, merged, staffing_of, total, without

GENERAL, DESK = 11, 12
CLASSES = {1: {"A": 0}, 2: {"B": 0}, GENERAL: {"L": 0, "A": 1, "B": 1}, DESK: {"M": 0}}


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE


MORNING = Opening("上午", clock("8:30"), clock("11:30"))
NOON = Opening("午间", clock("11:30"), clock("14:00"), True, frozenset({GENERAL, DESK}))
AFTERNOON = Opening("下午", clock("14:00"), clock("17:00"))
HOURS = (MORNING, NOON, AFTERNOON)


def person(ticket: str, at: str, handling: int = 5, seq: int = 1) -> Arrival:
    return Arrival(ticket, ticket[0], clock(at), seq, 0, 0, handling * MINUTE)


def staffed(window: int, *openings: Opening) -> Staffing:
    return Staffing(window, CLASSES[window], tuple(Duty(o.name, (o.start, o.end)) for o in openings))


def a_day(*people: Arrival, staff: tuple[Staffing, ...] | None = None) -> Day:
    everybody = tuple(staffed(window, *(o for o in HOURS if o.admits(window))) for window in CLASSES)
    return Day(people, HOURS, everybody if staff is None else staff, CLASSES)


def played(day: Day) -> list[Visit]:
    return simulate(day.arrivals, [staffing.post() for staffing in day.staff])


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda span: span[0] <= span[1]), max_size=8)


def moments(of: list[Span] | tuple[Span, ...]) -> set[int]:
    return {moment for start, end in of for moment in range(start, end)}


@given(spans, spans)
def test_spans_are_sets_of_moments(left: list[Span], right: list[Span]) -> None:
    for result, expected in (
        (merged(left), moments(left)),
        (common(merged(left), merged(right)), moments(left) & moments(right)),
        (without(left, right), moments(left) - moments(right)),
    ):
        assert moments(result) == expected
        assert total(result) == len(expected)
        assert all(before[1] <= after[0] for before, after in pairwise(result))


def test_a_short_pause_with_people_waiting_is_the_clerks_pace_and_a_long_one_an_absence() -> None:
    first, second, third = person("A001", "8:30"), person("A002", "8:31"), person("A003", "8:32")
    pressed = clock("8:30") + 20 * SECOND
    visits = [
        Visit(first, 1, pressed),
        Visit(second, 1, pressed + 5 * MINUTE + 10 * SECOND),
        Visit(third, 1, clock("9:30")),
    ]
    waits = [(visit.arrival.at, visit.called) for visit in visits]
    staffing = staffing_of(1, CLASSES[1], visits, waits, HOURS)
    assert staffing.paces == (20 * SECOND, 10 * SECOND, 0)
    (duty,) = staffing.duties
    assert (duty.session, duty.span) == ("上午", (MORNING.start, MORNING.end))
    assert duty.away == ((visits[1].freed, clock("9:30")),)
    assert simulate([first, second, third], [staffing.post()]) == visits


def test_the_pace_at_opening_counts_from_the_opening() -> None:
    early = person("A001", "13:30")
    visit = Visit(early, 1, AFTERNOON.start + 15 * SECOND)
    staffing = staffing_of(1, CLASSES[1], [visit], [(early.at, visit.called)], HOURS)
    assert staffing.paces == (15 * SECOND,)
    assert staffing.post().spans == ((AFTERNOON.start, AFTERNOON.end),)


def test_a_call_before_opening_or_on_a_day_without_hours_belongs_to_the_duty() -> None:
    early = person("A001", "13:50")
    visit = Visit(early, 1, clock("13:55"))
    (duty,) = staffing_of(1, CLASSES[1], [visit], [], HOURS).duties
    assert (duty.session, duty.span) == ("下午", (clock("13:55"), AFTERNOON.end))
    (duty,) = staffing_of(1, CLASSES[1], [visit], [], ()).duties
    assert duty.span == (visit.called, visit.called + 1)


@pytest.mark.row("S6.9", "N15")
def test_at_half_past_one_nobody_waits_for_the_opening() -> None:
    people = [person(f"A{n:03}", "13:30", 2, n) for n in range(1, 16)]
    day = a_day(*people, staff=(staffed(1, MORNING, AFTERNOON),))
    before, after = (figures_of(each, played(each)) for each in (day, scenario.at_half_past_one(day)))
    assert (before.before_opening, before.before_opening_minutes) == (15, 450)
    assert (after.before_opening, after.before_opening_minutes) == (0, 0)
    assert before.mean_wait == 44 and after.mean_wait == 14  # half an hour less, each
    moved = scenario.at_half_past_one(day)
    assert [(o.name, o.start, o.end) for o in moved.openings] == [
        ("上午", clock("8:30"), clock("11:30")),
        ("午间", clock("11:30"), clock("13:30")),
        ("下午", clock("13:30"), clock("16:30")),
    ]


@pytest.mark.row("S6.9")
def test_who_comes_after_the_new_closing_is_shown_not_hidden() -> None:
    today = a_day(person("A001", "13:30", 60), person("A002", "16:45"), staff=(staffed(1, AFTERNOON),))
    day = scenario.at_half_past_one(today)
    figures = figures_of(day, played(day))
    assert (figures.served, figures.left, figures.too_late) == (1, 0, 1)
    assert figures_of(today, played(today)).mean_wait == 15
    assert same_people(played(today), played(day)) == SamePeople(1, before=30, after=0)
    assert same_people([], played(day)) == SamePeople(0, None, None)


def test_an_absence_keeps_its_distance_from_the_sessions_start() -> None:
    away = ((clock("14:00"), clock("14:20")), (clock("16:50"), clock("17:00")))
    day = a_day(staff=(Staffing(1, {"A": 0}, (Duty("下午", (AFTERNOON.start, AFTERNOON.end), away),)),))
    (staffing,) = scenario.at_half_past_one(day).staff
    assert staffing.post().spans == ((clock("13:50"), clock("16:20")),)


def test_other_hours_staff_a_new_session_and_drop_one_that_is_gone() -> None:
    evening = Opening("晚间", clock("18:00"), clock("20:00"), True, frozenset({GENERAL}))
    day = scenario.with_openings([AFTERNOON, evening])(a_day())
    worked = {staffing.window: [duty.session for duty in staffing.duties] for staffing in day.staff}
    assert worked == {1: ["下午"], 2: ["下午"], GENERAL: ["下午", "晚间"], DESK: ["下午"]}


def test_there_is_no_afternoon_to_bring_forward_on_a_saturday() -> None:
    with pytest.raises(scenario.NoAfternoon):
        scenario.at_half_past_one(Day((), (MORNING,), (), CLASSES))


@pytest.mark.row("S6.10", "N15")
def test_with_a_clerk_away_the_others_take_over() -> None:
    people = [person(f"A{n:03}", "9:00", 10, n) for n in range(1, 7)] + [person("B001", "9:00", 10)]
    day = a_day(*people)
    away = scenario.fewer_windows(1)(day)
    assert [staffing.window for staffing in away.staff] == [2, GENERAL, DESK]  # 1 was the busiest
    before, after = (figures_of(each, played(each)) for each in (day, away))
    assert before.mean_wait is not None and after.mean_wait is not None
    assert before.mean_wait < after.mean_wait
    assert after.utilisation[GENERAL] > before.utilisation[GENERAL]
    with pytest.raises(scenario.NoWindowLeft):
        scenario.fewer_windows(4)(a_day(*people, person("L001", "9:00"), person("M001", "9:00")))


def test_windows_are_named_or_added() -> None:
    day = a_day(person("A001", "9:00"), staff=(staffed(1, MORNING),))
    named = scenario.only_windows([GENERAL, 1])(day)
    assert [(s.window, [duty.session for duty in s.duties]) for s in named.staff] == [
        (1, ["上午"]),
        (GENERAL, ["上午", "午间", "下午"]),
    ]
    added = scenario.more_windows(2)(day).staff[1:]
    assert [(s.window, dict(s.ranks), [duty.session for duty in s.duties]) for s in added] == [
        (n, {"A": 0, "B": 0, "L": 0, "M": 0}, ["上午", "下午"]) for n in (13, 14)
    ]
    with pytest.raises(scenario.NotFound):
        scenario.only_windows([99])(day)


@pytest.mark.row("N15")
def test_bookings_spread_a_rush_and_are_the_same_for_the_same_seed() -> None:
    rush = [person(f"A{n:03}", "9:00", 10, n) for n in range(1, 13)]
    day = a_day(*rush, staff=(staffed(1, MORNING, AFTERNOON),))
    booked = changed(day, [scenario.with_bookings(0.5, seed=7)])
    assert booked == scenario.with_bookings(0.5, seed=7)(day) != scenario.with_bookings(0.5, seed=8)(day)
    moved = [arrival.at for arrival in booked.arrivals if arrival.at != clock("9:00")]
    assert len(moved) == len(set(moved)) == 6
    assert all((at - MORNING.start) % (15 * MINUTE) == 0 for at in moved)
    before, after = (figures_of(each, played(each)) for each in (day, booked))
    assert after.served == before.served == 12
    assert after.mean_wait is not None and before.mean_wait is not None
    assert after.mean_wait < before.mean_wait
    assert scenario.with_bookings(0, 1)(day) == day


def test_the_figures_of_a_small_day_by_hand() -> None:
    people = [person("A001", "8:30", 10), person("A002", "8:30", 20, 2), person("B001", "16:58", 10)]
    nobody = Arrival("A003", "A", clock("8:30"), 3, 0, 3 * MINUTE, 0, comes=False)
    left = person("L001", "9:00")
    day = a_day(*people, nobody, left, staff=(staffed(1, MORNING), staffed(2, AFTERNOON)))
    figures = figures_of(day, played(day))
    assert (figures.came, figures.served, figures.missed, figures.left, figures.too_late) == (5, 3, 1, 1, 0)
    assert figures.mean_wait == round(10 / 3, 3)
    assert (figures.p50_wait, figures.p90_wait, figures.longest_wait) == (0, 10, 10)
    assert figures.overtime == 8
    assert figures.utilisation == {1: round(33 / 180, 4), 2: round(10 / 188, 4)}


def test_a_day_without_anybody_served_has_no_waiting_time() -> None:
    figures = figures_of(a_day(), [])
    assert (figures.mean_wait, figures.p90_wait, figures.longest_wait, figures.served) == (None, None, None, 0)


def test_what_was_not_recorded_is_the_median_of_the_class() -> None:
    def record(n: int, **times: int) -> Record:
        return Record(f"A{n:03}", "A", n, 0, issued=n, waited_until=None, **times)

    records = [
        record(1, window=1, called=10, answered=12, served=12, finished=112),
        record(2, window=1, called=120, answered=124, served=124, finished=324),
        record(3, window=1, called=330, answered=336, served=336, finished=636),
        record(4),  # left when the hall closed
        record(5, window=1, called=700, answered=760),  # missed
        record(6, window=1, called=800, answered=803, served=803),  # nobody pressed the end
    ]
    arrivals = arrivals_of(records)
    assert [(a.walking, a.handling, a.comes) for a in arrivals] == [
        (2, 100, True), (4, 200, True), (6, 300, True), (3, 200, True), (60, 200, False), (3, 200, True),
    ]  # fmt: skip
    assert [visit.called for visit in visits_of(records, arrivals)] == [10, 120, 330, 700, 800]
    assert assumed(records) == 2
