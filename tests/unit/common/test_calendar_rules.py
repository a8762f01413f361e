"""The working calendar: make-up days, provisional years, counting, versions."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.changes import changed_days
from libs.common.calendar.merging import calendar_of, contradictions, fill_year, revise
from libs.common.calendar.rules import CalendarDay, DayKind, InvalidDay, WorkingCalendar
from libs.common.calendar.seed import expected_rows, published_years, seed_rows
from tests.unit.common.ledgers import calendar, day, unhurried

pytestmark = pytest.mark.row("N1")

MAKEUP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
DATES = st.dates(date(2025, 6, 1), date(2028, 6, 1))


def _row(on: date, works: bool, **more: object) -> CalendarDay:
    weekend = on.weekday() >= 5
    kind = (DayKind.MAKEUP if weekend else DayKind.WORKDAY) if works else DayKind.HOLIDAY
    return CalendarDay(on, kind, **more)  # type: ignore[arg-type]


ROWS = st.builds(
    _row,
    st.dates(date(2027, 1, 1), date(2027, 1, 20)),
    st.booleans(),
    name=st.sampled_from(["", "元旦"]),
    source=st.sampled_from(["甲", "乙"]),
    confirmed=st.booleans(),
    version=st.integers(0, 3),
)


def test_the_make_up_days_of_2026() -> None:
    found = [
        on.isoformat() for on, row in sorted(calendar().days.items()) if on.year == 2026 and row.kind is DayKind.MAKEUP
    ]
    assert found == MAKEUP_2026
    assert all(calendar().is_working(day(on)) for on in MAKEUP_2026)


def test_the_holidays_of_2026_do_not_work() -> None:
    assert not any(calendar().is_working(day(f"2026-10-0{n}")) for n in range(1, 8))
    assert calendar().name(day("2026-02-17")) == "春节"
    assert sum(calendar().is_working(date(2026, 1, 1) + timedelta(days=n)) for n in range(365)) == 248


def test_a_rostered_saturday_is_no_working_day() -> None:
    assert not calendar().is_working(day("2026-03-07"))


def test_2027_is_provisional_and_2026_is_not() -> None:
    assert calendar().is_confirmed(2026)
    assert not calendar().is_confirmed(2027)
    assert not calendar().is_confirmed(2028)
    assert not calendar().covers(day("2028-01-03"))
    assert calendar().is_working(day("2028-01-03")) and not calendar().is_working(day("2028-01-01"))
    assert calendar().is_provisional(day("2026-12-30"), day("2027-01-01"))
    assert not calendar().is_provisional(day("2026-12-30"), day("2026-12-31"))


def test_an_unpublished_year_is_refused_by_the_seed() -> None:
    with pytest.raises(ValueError, match="not published"):
        seed_rows(range(2026, published_years().stop + 1))
    assert not any(row.confirmed for row in expected_rows(2027))


def test_counting_starts_on_the_next_working_day() -> None:
    assert calendar().add_working_days(day("2026-02-13"), 1) == day("2026-02-14"), "a make-up Saturday counts"
    assert calendar().add_working_days(day("2026-02-14"), 1) == day("2026-02-24"), "spring festival does not"
    assert calendar().add_working_days(day("2026-02-18"), 0) == day("2026-02-18")
    assert calendar().add_working_days(day("2026-02-24"), -1) == day("2026-02-14")


def test_a_year_end_is_crossed() -> None:
    assert calendar().add_working_days(day("2025-12-31"), 1) == day("2026-01-04")


@unhurried
@given(DATES, st.integers(1, 80))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = calendar().add_working_days(start, count)
    assert calendar().is_working(end)
    assert calendar().working_days_between(start, end) == count
    assert calendar().working_days_between(end, start) == -count


@unhurried
@given(DATES, DATES, DATES)
def test_stretches_add_up(a: date, b: date, c: date) -> None:
    between = calendar().working_days_between
    assert between(a, b) + between(b, c) == between(a, c)


@unhurried
@given(
    st.lists(ROWS, max_size=30).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))),
    st.integers(0, 30),
)
def test_the_order_of_import_does_not_matter(heaps: tuple[list[CalendarDay], list[CalendarDay]], cut: int) -> None:
    rows, shuffled = heaps
    at_once = calendar_of(rows)
    in_two = revise(calendar_of(shuffled[cut:]), shuffled[:cut])
    assert at_once == in_two
    assert at_once.id == in_two.id
    assert revise(at_once, rows) is at_once


def test_the_later_version_stands_even_when_it_comes_first() -> None:
    on = day("2027-02-08")
    old = CalendarDay(on, DayKind.WORKDAY, version=1)
    new = CalendarDay(on, DayKind.HOLIDAY, "春节", version=2)
    assert calendar_of([new, old]).kind(on) is DayKind.HOLIDAY
    assert calendar_of([old, new]).version == 2


def test_the_id_follows_the_content() -> None:
    guessed = calendar_of(expected_rows(2027))
    confirmed = revise(guessed, fill_year(2027, [], source="通知", version=0))
    assert guessed.id != confirmed.id
    assert confirmed.is_confirmed(2027)
    assert len({guessed, confirmed, calendar_of(expected_rows(2027))}) == 2


def test_contradictions_within_one_version_are_shown() -> None:
    on = day("2027-02-08")
    rows = [_row(on, True, version=1), _row(on, False, version=1), _row(on, False, version=2)]
    assert [len(group) for group in contradictions(rows)] == [2]
    assert contradictions(rows[1:]) == ()


def test_changes_are_told_in_words() -> None:
    new = revise(calendar(), [CalendarDay(day("2027-01-02"), DayKind.MAKEUP, "元旦", version=1)])
    assert [change.words for change in changed_days(calendar(), new)] == ["2027年1月2日由周末改为调休上班（元旦）"]
    same_kind = revise(calendar(), [CalendarDay(day("2027-01-04"), DayKind.WORKDAY, version=1)])
    assert [change.words for change in changed_days(calendar(), same_kind)] == ["2027年1月4日已确认"]


@pytest.mark.parametrize(
    ("on", "kind"),
    [("2027-01-04", DayKind.WEEKEND), ("2027-01-04", DayKind.MAKEUP), ("2027-01-02", DayKind.WORKDAY)],
)
def test_a_row_that_contradicts_the_week_is_refused(on: str, kind: DayKind) -> None:
    with pytest.raises(InvalidDay):
        CalendarDay(day(on), kind)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        WorkingCalendar().is_working(datetime(2026, 10, 1, 8, 0))
