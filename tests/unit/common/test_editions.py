"""Editions of the calendar: what is laid over what, the packed form, and what a change does to a clock."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.changes import changed_days
from libs.common.calendar.merging import calendar_of, fill_year, over_seed, revise
from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar
from libs.common.calendar.seed import expected_rows, seed_calendar, seed_rows
from libs.common.deadlines import Entry, Paused, Resumed, Revision, Started, Unit, due
from libs.common.deadlines.counting import count
from libs.common.deadlines.ledger import settle
from libs.common.editions.rules import pack, unpack
from tests.unit.common.ledgers import day, ledgers, unhurried

pytestmark = pytest.mark.row("N1")


@cache
def seed() -> WorkingCalendar:
    """Of few years, for speed."""
    return calendar_of([*seed_rows(range(2025, 2027)), *expected_rows(2027)])


def rows(on: date, works: bool, confirmed: bool, version: int) -> CalendarDay:
    weekend = on.weekday() >= 5
    kind = (DayKind.MAKEUP if weekend else DayKind.WORKDAY) if works else DayKind.HOLIDAY
    return CalendarDay(on, kind, "样例", f"第{version}号", confirmed, version)


JANUARY = st.dates(date(2026, 12, 28), date(2027, 1, 20))
ROWS = st.builds(rows, JANUARY, st.booleans(), st.booleans(), st.integers(1, 4))
PUBLISHED = st.lists(ROWS, max_size=25, unique_by=lambda row: (row.date, row.version))


@unhurried
@given(PUBLISHED.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_publications_does_not_matter(heaps: tuple[list[CalendarDay], list[CalendarDay]]) -> None:
    first, second = (over_seed(seed(), heap) for heap in heaps)
    assert first == second and first.id == second.id


@unhurried
@given(PUBLISHED)
def test_what_was_announced_stays_announced(published: list[CalendarDay]) -> None:
    newer = revise(seed(), fill_year(2027, [], source="新版软件", version=0))
    for shipped in (seed(), newer):
        merged = over_seed(shipped, published)
        assert all(merged.is_confirmed(on) for on in shipped.days if shipped.is_confirmed(on))
    newest = calendar_of(published)
    for on, row in newest.days.items():
        stands = over_seed(newer, published).days[on]
        assert stands == (row if row.confirmed else newer.days[on])


def test_a_newer_seed_wins_over_a_guess_and_not_over_a_publication() -> None:
    guess = CalendarDay(day("2027-02-08"), DayKind.HOLIDAY, "春节", "估计", confirmed=False, version=7)
    notice = CalendarDay(day("2027-02-09"), DayKind.HOLIDAY, "春节", "通知", confirmed=True, version=2)
    before = over_seed(seed(), [guess, notice])
    assert before.kind(guess.date) is DayKind.HOLIDAY and not before.is_confirmed(guess.date)
    newer = revise(seed(), fill_year(2027, [], source="新版软件", version=0))
    after = over_seed(newer, [guess, notice])
    assert after.kind(guess.date) is DayKind.WORKDAY and after.is_confirmed(guess.date)
    assert after.kind(notice.date) is DayKind.HOLIDAY


@unhurried
@given(PUBLISHED)
def test_a_packed_calendar_counts_as_before(published: list[CalendarDay]) -> None:
    merged = over_seed(seed(), published)
    unpacked = unpack(pack(merged))
    assert changed_days(merged, unpacked) == ()
    assert {on: merged.name(on) for on in merged.days} == {on: unpacked.name(on) for on in merged.days}


def test_a_calendar_with_gaps_is_packed_too() -> None:
    some = calendar_of([rows(day("2027-01-04"), False, True, 1), rows(day("2029-12-31"), True, False, 1)])
    assert changed_days(some, unpack(pack(some))) == ()
    assert unpack(pack(some)).days.keys() == some.days.keys()
    assert len(str(pack(seed_calendar()))) < 40_000, "small enough to be kept with every edition"


@unhurried
@given(ledgers(), PUBLISHED)
def test_a_deadline_that_is_not_touched_does_not_move(entries: tuple[Entry, ...], published: list[CalendarDay]) -> None:
    revision = Revision(seed(), over_seed(seed(), published))
    before = due(entries, seed())
    if not revision.touches(before.due):
        assert revision.move("a", entries) is None


def test_the_last_day_itself_is_touched() -> None:
    revision = Revision(seed(), over_seed(seed(), [rows(day("2027-01-04"), False, True, 1)]))
    assert revision.touches(day("2027-01-04")) and not revision.touches(day("2027-01-03"))
    move = revision.move("a", [Started(id="s", seq=0, at=day("2026-12-31"), limit=1, unit=Unit.WORKING)])
    assert move is not None and move.after.due == day("2027-01-05")


@unhurried
@given(ledgers(), PUBLISHED, PUBLISHED)
def test_changes_and_corrections_end_where_the_last_calendar_puts_them(
    entries: tuple[Entry, ...], first: list[CalendarDay], second: list[CalendarDay]
) -> None:
    """However many calendars came in between, the date is that of a ledger that never knew another one."""
    one = over_seed(seed(), first)
    two = over_seed(one, [CalendarDay(r.date, r.kind, r.name, r.source, True, r.version + 4) for r in second])
    there, back = Revision(seed(), two), Revision(two, seed())
    moves = there.move("a", entries), back.move("a", entries)
    if moves[0] is None:
        assert moves[1] is None
    else:
        assert moves[1] is not None
        assert (moves[0].before, moves[0].after) == (moves[1].after, moves[1].before)
        assert moves[0].after == due(entries, two)


@pytest.mark.row("C4")
@unhurried
@given(
    st.dates(date(2026, 12, 10), date(2027, 1, 8)),
    st.integers(1, 15),
    st.integers(0, 12),
    st.integers(0, 30),
    PUBLISHED,
)
def test_a_change_between_pausing_and_resuming_loses_no_day(
    start: date, limit: int, until_pause: int, pause: int, published: list[CalendarDay]
) -> None:
    stood, went_on = start + timedelta(days=until_pause), start + timedelta(days=until_pause + pause)
    entries = [
        Started(id="s", seq=0, at=start, limit=limit, unit=Unit.WORKING),
        Paused(id="p", seq=1, at=stood, ground="检测"),
        Resumed(id="r", seq=2, at=went_on),
    ]
    new = over_seed(seed(), published)
    spent = new.working_days_between(start, stood)
    deadline = due(entries, new)
    assert deadline.due is not None
    counted = count(settle(entries), new)
    if counted.idle_pauses:
        assert deadline.due < stood, "it had run out before the pause, by this calendar"
        return
    left = max(0, limit - spent)
    if left:
        assert new.working_days_between(went_on, deadline.due) == left
    else:
        assert deadline.due == new.next_working_day(went_on), "the day of resuming, or the first that works"
