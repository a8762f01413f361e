"""Online applications: their life, when one counts as received, what a link leads to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.merging import revise
from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.clock import local
from libs.common.deadlines import due
from services.intake.casework.cases import clocks
from services.intake.online.applications import refusals, rules
from services.intake.online.applications.rules import MOVES, PURPOSES, State, receipt, target

CALENDAR = seed_calendar()
CLOSES = time(17, 0)


def hall(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.row("S4.4")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.IllegalMove) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.IllegalMove


@pytest.mark.row("S4.4")
@pytest.mark.parametrize(
    ("submitted", "received"),
    [
        ("2026-03-02 10:00", "2026-03-02"),
        ("2026-03-02 06:00", "2026-03-02"),  # before opening: of its day
        ("2026-03-02 12:30", "2026-03-02"),  # at noon
        ("2026-03-02 16:59", "2026-03-02"),
        ("2026-03-02 17:00", "2026-03-03"),  # the office hours are over
        ("2026-03-06 20:00", "2026-03-09"),  # Friday evening
        ("2026-03-07 09:00", "2026-03-09"),  # a Saturday with extended hours is no working day
        ("2026-02-14 09:00", "2026-02-14"),  # a Saturday that is worked (调休)
        ("2026-02-14 18:00", "2026-02-24"),  # then comes 春节
        ("2026-02-17 11:00", "2026-02-24"),
        ("2025-12-31 23:59", "2026-01-04"),  # 元旦, and the Sunday after it is worked
    ],
)
def test_outside_office_hours_it_counts_from_the_next_working_day(submitted: str, received: str) -> None:
    found = receipt(hall(submitted), CLOSES, CALENDAR)
    assert found.on == date.fromisoformat(received)
    same = local(hall(submitted)).date() == found.on
    assert found.at == (hall(submitted) if same else hall(f"{received} 00:00"))


def test_a_working_day_whose_hours_nobody_set_lasts_until_midnight() -> None:
    assert receipt(hall("2026-03-02 23:59"), None, CALENDAR).on == date(2026, 3, 2)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 30)).map(lambda at: at.replace(tzinfo=UTC)),
    st.one_of(st.none(), st.times()),
)
def test_it_is_received_on_a_working_day_never_before_it_was_sent_and_soon(at: datetime, closes: time | None) -> None:
    found = receipt(at, closes, CALENDAR)
    sent = local(at).date()
    assert CALENDAR.is_working(found.on) and sent <= found.on <= sent + timedelta(days=12)
    assert CALENDAR.working_days_between(sent, found.on) <= 1
    assert local(found.at).date() == found.on and found.at >= at


AT_NEW_YEAR = revise(CALENDAR, [CalendarDay(date(2027, 1, d), DayKind.HOLIDAY, "元旦", version=9) for d in (4, 5)])


@pytest.mark.row("N1")
@pytest.mark.parametrize(
    ("submitted", "was", "received"),
    [
        ("2026-12-31 16:00", "2026-12-31", "2026-12-31"),  # in office hours
        ("2026-12-31 18:00", "2027-01-04", "2027-01-06"),  # after them: the next working day is another one
        ("2027-01-02 09:00", "2027-01-04", "2027-01-06"),
        ("2027-01-04 09:00", "2027-01-04", "2027-01-04"),  # whoever was there then took it
    ],
)
def test_by_another_calendar_what_was_late_counts_from_another_day(submitted: str, was: str, received: str) -> None:
    at = hall(submitted)
    assert receipt(at, CLOSES, CALENDAR).on == date.fromisoformat(was)
    found = rules.receipt_anew(at, date.fromisoformat(was), AT_NEW_YEAR)
    assert found.on == date.fromisoformat(received)
    assert found.at == (at if local(at).date() == found.on else hall(f"{received} 00:00"))
    assert rules.receipt_anew(at, found.on, AT_NEW_YEAR) == found


@pytest.mark.row("N1")
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 30)).map(lambda at: at.replace(tzinfo=UTC)),
    st.sampled_from([CALENDAR, AT_NEW_YEAR]),
)
def test_the_reply_is_due_as_counted_from_the_day_of_receipt(at: datetime, calendar: WorkingCalendar) -> None:
    received = receipt(at, CLOSES, calendar)
    assert due([rules.reply_clock(at, received.on)], calendar).due == clocks.reply(received.on, calendar).by


@pytest.mark.parametrize(
    ("state", "awaiting", "purposes"),
    [
        (State.DRAFT, False, {"fill", "withdraw", "follow"}),
        (State.SUBMITTED, False, {"withdraw", "follow"}),
        (State.TAKEN_IN, False, {"withdraw", "follow"}),
        (State.TAKEN_IN, True, {"supplement", "withdraw", "follow"}),
        (State.DECLINED, False, {"follow"}),
        (State.WITHDRAWN, False, {"follow"}),
    ],
)
def test_a_link_is_given_only_where_it_leads(state: State, awaiting: bool, purposes: set[str]) -> None:
    for purpose in PURPOSES:
        if purpose in purposes:
            rules.require_linkable(purpose, state, awaiting)
            continue
        with pytest.raises(refusals.NotLinkable):
            rules.require_linkable(purpose, state, awaiting)


def test_what_is_missing_is_named_and_may_be_handed_in_all_the_same() -> None:
    required = [(1, "身份证"), (2, "户口簿"), (4, "照片")]
    rules.require_complete(required, {1, 2, 4, 9}, False)
    with pytest.raises(refusals.ApplicationIncomplete) as refused:
        rules.require_complete(required, {1}, False)
    assert refused.value.data == {"missing": ["户口簿", "照片"]}
    rules.require_complete(required, set(), True)


def test_files_follow_the_name_of_their_material_into_a_new_list() -> None:
    assert rules.rebound({1: "身份证", 2: "户口簿", 3: "照片"}, {1: "申请表", 2: "身份证", 3: "照片"}) == {
        1: 2, 2: None, 3: 3,
    }  # fmt: skip
