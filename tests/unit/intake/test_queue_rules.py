"""The queue's decisions, without a database."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.seed import seed_calendar
from services.intake.hall.queue import rules
from services.intake.hall.queue.rules import MOVES, STATES, Session

MORNING = Session(1, time(8, 30), time(11, 30), False)
NOON = Session(1, time(11, 30), time(14), True, frozenset({11, 12}))


@pytest.mark.row("Q1")
@pytest.mark.parametrize(("seq", "number"), [(1, "A001"), (12, "A012"), (999, "A999"), (1000, "A1000")])
def test_a_number_is_the_class_and_three_digits(seq: int, number: str) -> None:
    assert rules.ticket_number("A", seq) == number


@pytest.mark.parametrize(
    ("day", "weekday"),
    [
        (date(2026, 3, 2), 1),
        (date(2026, 3, 7), 6),  # a rostered Saturday
        (date(2026, 10, 1), None),  # 国庆节
        (date(2026, 2, 28), 1),  # Saturday worked for the Spring Festival
        (date(2026, 1, 4), 1),  # Sunday worked for New Year
    ],
)
def test_the_hall_keeps_the_published_calendar(day: date, weekday: int | None) -> None:
    assert rules.schedule_day(seed_calendar(), day) == weekday


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (time(8, 29, 59), None),
        (time(8, 30), MORNING),
        (time(11, 29, 59), MORNING),
        (time(11, 30), NOON),
        (time(14), None),
    ],
)
def test_a_session_begins_on_time_and_ends_before_its_end(at: time, expected: Session | None) -> None:
    assert rules.session_at([MORNING, NOON], 1, at) is expected


def test_a_closed_day_has_no_session() -> None:
    assert rules.session_at([MORNING, NOON], None, time(9)) is None


def test_at_noon_only_classes_of_the_windows_on_duty_are_open() -> None:
    rules.require_open(NOON, {5, 11})
    with pytest.raises(rules.ClassClosed):
        rules.require_open(NOON, {5})
    with pytest.raises(rules.ClassClosed):
        rules.require_open(None, {5})
    rules.require_open(MORNING, {5})


@pytest.mark.row("Q8")
def test_a_window_deals_with_one_ticket_before_the_next() -> None:
    rules.require_free(None)
    with pytest.raises(rules.StillCalling):
        rules.require_free("called")
    with pytest.raises(rules.StillServing):
        rules.require_free("serving")


@pytest.mark.row("Q8")
def test_a_person_is_called_often_enough_before_the_number_is_missed() -> None:
    with pytest.raises(rules.TooFewCalls) as refused:
        rules.require_called_enough(2, 3)
    assert refused.value.data == {"calls": 2, "least": 3}
    rules.require_called_enough(3, 3)


@pytest.mark.row("Q9")
def test_a_number_is_re_activated_once_and_on_its_day() -> None:
    today = date(2026, 3, 2)
    rules.require_reactivable("missed", 1, today, today)
    for state, misses, day, refusal in (
        ("missed", 2, today, rules.MissedTwice),
        ("waiting", 1, today, rules.NotMissed),
        ("missed", 1, date(2026, 3, 1), rules.NotToday),
    ):
        with pytest.raises(refusal):
            rules.require_reactivable(state, misses, day, today)


@pytest.mark.row("Q10")
def test_who_sits_at_a_window_is_the_clerk_or_else_one_of_its_posts() -> None:
    assert rules.persons_at("clerk07", ("clerk01", "clerk02")) == ("clerk07", "clerk07")
    assert rules.persons_at(None, ("clerk01", "clerk02")) == ("clerk01", "clerk02")


def test_a_class_whose_windows_are_all_closed_gives_no_numbers() -> None:
    with pytest.raises(rules.ClassClosed):
        rules.require_open(MORNING, set())


def test_a_clock_that_was_set_back_makes_no_negative_wait() -> None:
    early, late = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert rules.seconds_between(early, late) == 3600
    assert rules.seconds_between(late, early) == 0


@pytest.mark.row("Q8")
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
def test_no_way_leads_out_of_an_end(verbs: list[str]) -> None:
    state, ended = rules.WAITING, False
    for verb in verbs:
        origin, to = MOVES[verb]
        if state in origin:
            assert not ended
            state = to
        ended = state in (rules.FINISHED, rules.VOIDED)
        assert state in STATES


def test_every_refusal_has_its_own_code_and_a_chinese_title() -> None:
    refusals = [
        rules.UnknownClass, rules.ClassClosed, rules.NobodyWaiting, rules.StillCalling, rules.StillServing,
        rules.NothingCalled, rules.NothingServed, rules.TooFewCalls, rules.AnotherTicket, rules.NobodyHere,
        rules.NothingHeld, rules.SeveralHeld, rules.NotWaiting, rules.NotMissed, rules.MissedTwice, rules.NotToday,
        rules.NotTransferable, rules.UnknownClerk,
    ]  # fmt: skip
    assert len({refusal.code for refusal in refusals}) == len(refusals)
    assert all("\u4e00" <= refusal.title[0] <= "\u9fff" for refusal in refusals)
    assert all(verb in rules.ILLEGAL for verb in MOVES if verb != "void")
