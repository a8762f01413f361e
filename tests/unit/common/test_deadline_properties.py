"""What holds for every lawful ledger."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.merging import calendar_of, revise
from libs.common.calendar.rules import CalendarDay, DayKind
from libs.common.deadlines import (
    Entry,
    Extended,
    Paused,
    Resumed,
    Started,
    Unit,
    due,
    from_json,
    moved,
    phase,
    settle,
    to_json,
)
from libs.common.deadlines.phases import Phase
from tests.unit.common.ledgers import calendar, ledgers, running_ledgers, unhurried

pytestmark = pytest.mark.row("N2", "C4")
DAYS = st.integers(0, 40)


def _without_pauses(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if not isinstance(entry, Paused | Resumed))


@unhurried
@given(running_ledgers())
def test_pausing_never_shortens(entries: tuple[Entry, ...]) -> None:
    with_pauses, without = due(entries, calendar()).due, due(_without_pauses(entries), calendar()).due
    assert with_pauses is not None and without is not None
    assert with_pauses >= without


@unhurried
@given(running_ledgers(), DAYS, DAYS, DAYS)
def test_a_longer_pause_never_shortens(entries: tuple[Entry, ...], after: int, long: int, longer: int) -> None:
    at = entries[-1].at + timedelta(days=after)
    pause = Paused(id="p", seq=90, at=at, ground="听证")
    short = Resumed(id="r", seq=91, at=at + timedelta(days=long))
    late = Resumed(id="r", seq=91, at=at + timedelta(days=long + longer))
    before, first, second = (
        due(ledger, calendar()).due for ledger in (entries, (*entries, pause, short), (*entries, pause, late))
    )
    assert before is not None and first is not None and second is not None
    assert before <= first <= second


@unhurried
@given(running_ledgers(), DAYS, DAYS)
def test_resuming_never_loses_a_day(entries: tuple[Entry, ...], after: int, long: int) -> None:
    at = entries[-1].at + timedelta(days=after)
    pause = Paused(id="p", seq=90, at=at, ground="听证")
    resume = Resumed(id="r", seq=91, at=at + timedelta(days=long))
    standing = due((*entries, pause), calendar())
    going = due((*entries, pause, resume), calendar())
    if standing.due is not None:
        assert going.due == standing.due, "it had run out before the pause"
        return
    start = entries[0]
    assert isinstance(start, Started)
    assert going.used == standing.used
    assert going.remaining >= standing.remaining >= 0
    if start.unit is Unit.CALENDAR and not start.rolls:
        assert going.due == resume.at + timedelta(days=standing.remaining)
    elif start.unit is Unit.WORKING and standing.remaining:
        assert going.due == calendar().add_working_days(resume.at, standing.remaining)


@unhurried
@given(running_ledgers())
def test_extending_never_shortens(entries: tuple[Entry, ...]) -> None:
    shorter = tuple(entry for entry in entries if not isinstance(entry, Extended))
    extended, plain = due(entries, calendar()).due, due(shorter, calendar()).due
    assert extended is not None and plain is not None
    assert extended >= plain


@unhurried
@given(ledgers().flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))))
def test_the_order_of_import_and_repetition_do_not_matter(
    heaps: tuple[tuple[Entry, ...], list[Entry]],
) -> None:
    entries, shuffled = heaps
    assert settle([*shuffled, *shuffled[:3]]) == entries
    assert due([*shuffled, *shuffled[:3]], calendar()) == due(entries, calendar())


@unhurried
@given(ledgers())
def test_entries_survive_json(entries: tuple[Entry, ...]) -> None:
    assert [from_json(to_json(entry)) for entry in entries] == list(entries)


@unhurried
@given(ledgers())
def test_used_and_remaining_add_up_while_nothing_rolls(entries: tuple[Entry, ...]) -> None:
    deadline = due(entries, calendar())
    start = entries[0]
    assert isinstance(start, Started)
    if start.unit is Unit.CALENDAR and not start.rolls:
        assert deadline.used + deadline.remaining == deadline.allowance
    assert deadline.used >= 0


@unhurried
@given(ledgers(), DAYS)
def test_remaining_and_phase_agree(entries: tuple[Entry, ...], after: int) -> None:
    today = entries[-1].at + timedelta(days=after)
    deadline = due(entries, calendar(), today)
    match phase(deadline, today, 3):
        case Phase.PAUSED:
            assert deadline.due is None and deadline.paused
        case Phase.OVERDUE:
            assert deadline.remaining <= 0
        case Phase.DUE:
            assert deadline.remaining == 0
        case Phase.RUNNING | Phase.APPROACHING:
            assert deadline.remaining >= 0


@unhurried
@given(ledgers())
def test_a_confirmed_calendar_leaves_nothing_provisional(entries: tuple[Entry, ...]) -> None:
    deadline = due(entries, calendar())
    days = [entries[0].at + timedelta(days=n) for n in range(700)]
    confirmed = calendar_of(
        CalendarDay(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY) for day in days
    )
    assert not due(entries, confirmed).provisional
    assert deadline.provisional == ("（暂定）" in deadline.derivation[-1])


@pytest.mark.row("N1")
@unhurried
@given(st.dictionaries(st.sampled_from("abc"), ledgers(), max_size=3), st.sets(st.integers(0, 60), max_size=9))
def test_a_revision_lists_exactly_what_moved(open_: dict[str, tuple[Entry, ...]], off: set[int]) -> None:
    start = min((entries[-1].at for entries in open_.values()), default=None)
    days = sorted(start + timedelta(days=n) for n in off) if start else []
    new = revise(calendar(), [CalendarDay(day, DayKind.HOLIDAY, "停", version=1) for day in days])
    found = {move.key: move for move in moved(open_, calendar(), new)}
    for key, entries in open_.items():
        before, after = due(entries, calendar()), due(entries, new)
        if before.due != after.due:
            assert found[key].moved
            assert found[key].because, "a date that moved has a reason"
            assert (found[key].before, found[key].after) == (before, after)
        else:
            assert key not in found or not found[key].moved


@pytest.mark.row("N1")
@unhurried
@given(ledgers(), st.sets(st.integers(0, 60), max_size=9))
def test_what_is_not_provisional_stays_when_guesses_change(entries: tuple[Entry, ...], off: set[int]) -> None:
    before = due(entries, calendar())
    days = [entries[-1].at + timedelta(days=n) for n in off]
    guesses = [day for day in days if not calendar().is_confirmed(day)]
    new = revise(calendar(), [CalendarDay(day, DayKind.HOLIDAY, "停", version=1) for day in guesses])
    if not before.provisional:
        after = due(entries, new)
        assert after.due == before.due
        if before.due is None:
            assert (after.used, after.remaining) == (before.used, before.remaining)
