"""The simulation against queueing theory, and what must hold of any day."""

import time
from heapq import heappop, heappush
from math import factorial, log
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.hall.replay.rules import SECOND, Arrival, Post, Visit, simulate

EVER = ((0, 10**18),)


def person(
    at: int, prefix: str = "A", handling: int = 60, priority: int = 0, seq: int = 0, walking: int = 0
) -> Arrival:
    """Seconds in, microseconds out."""
    name = f"{prefix}{seq:03}"
    return Arrival(name, prefix, at * SECOND, seq, priority, walking * SECOND, handling * SECOND)


def calls(visits: list[Visit]) -> list[tuple[str, int, int]]:
    return [(visit.arrival.ticket, visit.window, visit.called // SECOND) for visit in visits]


def erlang_c_wait(rate: float, service: float, servers: int) -> float:
    """The mean wait of an M/M/c queue: Erlang C over the spare capacity (A. K. Erlang, 1917)."""
    load = rate / service
    last = load**servers / factorial(servers) * servers / (servers - load)
    waits = last / (sum(load**n / factorial(n) for n in range(servers)) + last)
    return waits / (servers * service - rate)


def poisson_day(arrive: list[float], handle: list[float], rate: float, service: float) -> list[Arrival]:
    """People with exponential gaps and handling times (rates a second) from numbers that are even between 0 and 1."""
    at, people = 0.0, []
    for n, (u, v) in enumerate(zip(arrive, handle, strict=True)):
        at -= log(1 - u) / rate
        people.append(Arrival(str(n), "A", round(at * SECOND), n, 0, 0, round(-log(1 - v) / service * SECOND)))
    return people


def mean_wait(people: list[Arrival], windows: int) -> float:
    visits = simulate(people, [Post(window, {"A": 0}, EVER) for window in range(windows)])
    assert len(visits) == len(people)
    return sum(visit.waited for visit in visits) / len(visits) / SECOND


@pytest.mark.row("N15")
@pytest.mark.parametrize(("windows", "load", "people"), [(1, 0.5, 140_000), (3, 0.6, 260_000)])
def test_the_mean_wait_is_that_of_queueing_theory(windows: int, load: float, people: int) -> None:
    """Poisson arrivals, exponential handling, equal windows: M/M/c.

    The number of people is chosen so that the mean of the two runs, the second with gaps and handling times swapped
    (E. S. Page, 1965), has a standard deviation of 1 % over seeds: 3 % is three of them.
    """
    random = Random(20260302)
    service = 1 / 300  # five minutes a person
    rate = load * windows * service
    first, second = ([random.random() for _ in range(people)] for _ in range(2))
    runs = [mean_wait(poisson_day(*drawn, rate, service), windows) for drawn in ((first, second), (second, first))]
    assert sum(runs) / 2 == pytest.approx(erlang_c_wait(rate, service, windows), rel=0.03)


@pytest.mark.row("N15")
@pytest.mark.parametrize("windows", [1, 2, 5, 8])
def test_every_single_wait_is_that_of_the_workload_recursion(windows: int) -> None:
    """Equal windows, first come first served: Kiefer and Wolfowitz' recursion (1955), to the microsecond."""
    random = Random(windows)
    drawn = [[random.random() for _ in range(5000)] for _ in range(2)]
    people = poisson_day(*drawn, 0.9 * windows / 300, 1 / 300)
    expected, free = {}, [0] * windows
    for person_ in people:
        start = max(heappop(free), person_.at)
        expected[person_.ticket] = start - person_.at
        heappush(free, start + person_.handling)
    visits = simulate(people, [Post(window, {"A": 0}, EVER) for window in range(windows)])
    assert {visit.arrival.ticket: visit.waited for visit in visits} == expected


def test_a_window_calls_its_own_class_then_the_priority_then_the_earliest() -> None:
    people = [
        person(0, "L", 600, seq=1),
        person(10, "A", seq=1),
        person(20, "B", seq=1, priority=1),
        person(30, "L", seq=2),
        person(40, "A", seq=2, priority=1),
    ]
    general = Post(11, {"L": 0, "A": 1, "B": 1}, EVER)
    order = [ticket for ticket, _, _ in calls(simulate(people, [general]))]
    assert order == ["L001", "L002", "B001", "A002", "A001"]


def test_of_two_free_windows_the_specialised_one_calls() -> None:
    posts = [Post(1, {"L": 0, "A": 1}, EVER), Post(9, {"A": 0}, EVER)]
    assert calls(simulate([person(5, seq=1)], posts)) == [("A001", 9, 5)]


def test_who_comes_back_at_the_moment_of_anothers_call_does_not_take_the_ticket() -> None:
    back, reaching = Post(1, {"A": 0}, ((10 * SECOND, 10**15),)), Post(9, {"A": 0, "B": 1}, EVER, (10 * SECOND,))
    assert calls(simulate([person(0, seq=1)], [back, reaching])) == [("A001", 9, 10)]


def test_a_window_calls_only_while_staffed_and_serves_to_the_end() -> None:
    post = Post(1, {"A": 0}, ((100 * SECOND, 200 * SECOND), (300 * SECOND, 301 * SECOND)))
    people = [person(0, handling=150, seq=1), person(1, seq=2), person(2, seq=3)]
    assert calls(simulate(people, [post])) == [("A001", 1, 100), ("A002", 1, 300)]


def test_a_clerk_takes_the_time_to_press_and_a_missed_person_takes_the_time_of_calling() -> None:
    post = Post(1, {"A": 0}, EVER, paces=(7 * SECOND, 3 * SECOND))
    nobody = Arrival("A001", "A", 0, 1, 0, 60 * SECOND, 999 * SECOND, comes=False)
    visits = simulate([nobody, person(1, seq=2, walking=20)], [post])
    assert calls(visits) == [("A001", 1, 7), ("A002", 1, 70)]
    assert visits[1].waited == 89 * SECOND


people_of_a_day = st.lists(
    st.builds(
        Arrival,
        ticket=st.uuids().map(str),
        prefix=st.sampled_from("ABC"),
        at=st.integers(0, 7200),
        seq=st.integers(1, 50),
        priority=st.integers(0, 1),
        walking=st.integers(0, 60),
        handling=st.integers(0, 1800),
        comes=st.booleans(),
    ),
    max_size=40,
)
span_ends = st.lists(st.integers(0, 9000), min_size=2, max_size=6, unique=True).map(sorted)
posts_of_a_hall = st.lists(
    st.builds(
        lambda ranks, ends, paces: (ranks, tuple(zip(ends[::2], ends[1::2], strict=False)), tuple(paces)),
        st.dictionaries(st.sampled_from("ABC"), st.integers(0, 2), min_size=1),
        span_ends,
        st.lists(st.integers(0, 90), min_size=1, max_size=4),
    ),
    max_size=5,
).map(lambda drawn: [Post(n, *each) for n, each in enumerate(drawn, 1)])


@pytest.mark.row("N15")
@settings(deadline=None)
@given(people_of_a_day, posts_of_a_hall)
def test_nobody_is_called_before_coming_or_twice_and_no_window_serves_two(
    people: list[Arrival], posts: list[Post]
) -> None:
    visits = simulate(people, posts)
    assert visits == simulate(reversed(people), posts)
    tickets = [visit.arrival.ticket for visit in visits]
    assert len(tickets) == len(set(tickets))
    by_window = {post.window: post for post in posts}
    free: dict[int, int] = {}
    for visit in visits:
        post = by_window[visit.window]
        assert visit.called >= visit.arrival.at
        assert visit.arrival.prefix in post.ranks
        assert any(start <= visit.called < end for start, end in post.spans)
        assert visit.called >= free.get(visit.window, 0)
        free[visit.window] = visit.freed


@pytest.mark.row("N15", "S6.10")
@settings(deadline=None)
@given(people_of_a_day, st.integers(1, 6))
def test_one_more_equal_window_makes_nobody_wait_longer(people: list[Arrival], windows: int) -> None:
    """Equal windows and no priority: there it follows from the recursion above, person by person."""
    alike = [Arrival(p.ticket, "A", p.at, n, 0, p.walking, p.handling, p.comes) for n, p in enumerate(people)]
    posts = [Post(window, {"A": 0}, EVER) for window in range(windows + 1)]
    before = {visit.arrival.ticket: visit.waited for visit in simulate(alike, posts[:-1])}
    after = {visit.arrival.ticket: visit.waited for visit in simulate(alike, posts)}
    assert all(after[ticket] <= before[ticket] for ticket in before)


@pytest.mark.row("N15")
def test_one_more_specialised_window_can_lengthen_the_mean() -> None:
    """No fault of the simulation: a window freed of its own people takes a long matter of another class, and cannot
    lay it down when its own people come."""
    people = [
        person(0, "L", 100, seq=1),
        person(0, "A", 60, seq=1),
        person(1, "A", 6000, seq=2),
        person(120, "L", 30, seq=2),
    ]
    own, general = Post(1, {"A": 0}, EVER), Post(11, {"L": 0, "A": 1}, EVER)
    more = Post(13, {"L": 0}, ((0, 60 * SECOND),))

    def mean(posts: list[Post]) -> float:
        visits = simulate(people, posts)
        assert len(visits) == len(people)
        return sum(visit.waited for visit in visits) / len(visits)

    assert mean([own, general]) < mean([own, general, more])


def test_a_day_of_a_large_hall_takes_a_blink() -> None:
    random = Random(1)
    people = [person(random.randrange(30_000), random.choice("ABCDEF"), 240, seq=n) for n in range(2000)]
    posts = [Post(n, {prefix: rank for rank, prefix in enumerate("ABCDEF")}, EVER) for n in range(16)]
    started = time.perf_counter()
    assert len(simulate(people, posts)) == 2000
    assert time.perf_counter() - started < 2
