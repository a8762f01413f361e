"""At any instant exactly one thing is on an LED board: over midnight, at the year's end, after a corrected clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from libs.common.clock import SHANGHAI
from libs.terminal.kinds.flash import Flash
from libs.terminal.kinds.proof import Proof
from libs.terminal.kinds.schedule import OVERRIDE, Item, Schedule

SECOND = timedelta(seconds=1)
NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight of the hall
MONTH_END = datetime(2027, 2, 28, 16, tzinfo=UTC)

anchors = st.sampled_from([NEW_YEAR, MONTH_END, datetime(2026, 3, 2, 0, 30, tzinfo=UTC)])
spans = st.integers(-2 * 86400, 2 * 86400).map(lambda seconds: timedelta(seconds=seconds))
moments = st.builds(lambda anchor, span: anchor + span, anchors, spans)
clocks = st.sampled_from([time(0), time(0, 0, 30), time(6), time(8), time(18), time(22), time(23, 59)])


@st.composite
def items(draw: st.DrawFn) -> Item:
    begin = draw(moments)
    opens, closes = draw(clocks), draw(st.one_of(st.none(), clocks))
    return Item(
        draw(st.sampled_from("ABCDEF")), "文", draw(st.sampled_from([OVERRIDE, 1, 2, 3, 3, 4])), begin,
        begin + timedelta(seconds=draw(st.integers(1, 3 * 86400))), opens, closes,
        draw(st.sets(st.integers(1, 7), max_size=3).map(frozenset)), draw(st.integers(3, 30)),
    )  # fmt: skip


schedules = st.lists(items(), max_size=6, unique_by=lambda item: item.code).map(lambda found: Schedule(tuple(found)))
ALWAYS = Item("ALWAYS", "文", 3, datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))


def due(item: Item, moment: datetime) -> bool:
    """The rule in other words: whether any day's part, laid on the calendar, covers the moment."""
    if not item.begin <= moment < item.end:
        return False
    today = moment.astimezone(SHANGHAI).date()
    for day in (today - timedelta(days=1), today):
        if item.weekdays and day.isoweekday() not in item.weekdays:
            continue
        opens = datetime.combine(day, item.opens, SHANGHAI)
        later = item.closes is None or item.closes < item.opens
        closes = datetime.combine(day + timedelta(days=later), item.closes or time(0), SHANGHAI)
        if opens <= moment < closes:
            return True
    return False


@pytest.mark.row("D10", "S4.11")
@given(schedules, moments)
@example(Schedule((replace(ALWAYS, seconds=7),)), NEW_YEAR)  # midnight alone ends no turn
@example(Schedule((replace(ALWAYS, seconds=11),)), MONTH_END)
def test_exactly_one_thing_plays_and_turns_have_no_gap(schedule: Schedule, moment: datetime) -> None:
    turn = schedule.turn(moment)
    assert turn.begin <= moment < turn.end
    expected = [item for item in schedule.items if due(item, moment)]
    assert (turn.item is None) == (not expected)
    if turn.item is not None:
        highest = min(item.priority for item in expected)
        assert turn.item in expected and (highest > 1 or turn.item.priority == highest)
        assert turn.end - turn.begin <= timedelta(seconds=turn.item.seconds)
        # Cut short only because something else is due before or after it.
        runs = [schedule.running(each) for each in (turn.begin - SECOND / 1000, turn.begin, turn.end)]
        assert turn.end - turn.begin == turn.item.seconds * SECOND or runs[0] != runs[1] or runs[1] != runs[2]
    # The same turn however one looks at it, and the next begins where it ends.
    assert schedule.turn(turn.begin) == turn == schedule.turn(turn.end - timedelta(microseconds=1))
    assert schedule.turn(turn.end).begin == turn.end


@pytest.mark.row("D10")
@given(schedules, moments, st.integers(1, 900))
def test_the_proof_counts_the_turns_that_began(schedule: Schedule, begin: datetime, seconds: int) -> None:
    end = begin + timedelta(seconds=seconds)
    walked: Counter[str] = Counter()
    turn = schedule.turn(begin)
    while turn.begin < end:
        if turn.begin >= begin and turn.item is not None:
            walked[turn.item.code] += 1
        turn = schedule.turn(turn.end)
    assert schedule.plays(begin, end) == walked


@given(st.lists(items(), min_size=1, max_size=5), moments)
def test_every_due_programme_comes_up_within_a_round(found: list[Item], moment: datetime) -> None:
    usual = [Item(f"{n}", "文", item.priority + 2, ALWAYS.begin, ALWAYS.end, seconds=5) for n, item in enumerate(found)]
    schedule = Schedule(tuple(item for item in usual if item.priority <= 4))
    counted = schedule.plays(moment, moment + timedelta(seconds=3 * 5 * len(usual)))
    assert set(counted) == {item.code for item in schedule.items}


@pytest.mark.row("D10")
def test_important_programmes_come_up_more_often() -> None:
    programmes = [Item(str(priority), "文", priority, ALWAYS.begin, ALWAYS.end) for priority in (2, 3, 4)]
    assert Schedule(tuple(programmes)).plays(NEW_YEAR, NEW_YEAR + timedelta(hours=1)) == {"2": 180, "3": 120, "4": 60}


@pytest.mark.row("D10")
def test_a_friday_night_ends_on_saturday_morning() -> None:
    night = Item("N", "文", 3, ALWAYS.begin, ALWAYS.end, time(22), time(6), frozenset({5}))
    friday = datetime(2027, 1, 1, 0, tzinfo=SHANGHAI)
    runs = [hour for hour in range(72) if night.runs(friday + timedelta(hours=hour))]
    assert runs == list(range(22, 30))


@pytest.mark.row("D10")
@given(moments, st.lists(st.integers(-7200, 7200), min_size=1, max_size=12))
@example(NEW_YEAR - timedelta(minutes=30), [3600, -1800, 600, 3600])
def test_a_clock_set_back_and_forth_proves_no_time_twice(begin: datetime, steps: list[int]) -> None:
    """Restarts among them: what was proved before is kept."""
    proof, now, told = Proof(begin), begin, []
    for number, step in enumerate(steps):
        now += timedelta(seconds=step)
        if number % 3 == 2:
            proof = Proof(now, proof.since)
        told += proof.settle(Schedule((ALWAYS,)), now)
    for before, after in pairwise(told):
        assert before.until <= after.begin
    for each in told:
        assert each.begin.astimezone(SHANGHAI).date() == (each.until - SECOND / 1000).astimezone(SHANGHAI).date()
        # Every ten seconds, and a turn cut short at either end.
        assert each.times <= (each.until - each.begin) / timedelta(seconds=10) + 2


def test_a_dark_board_proves_nothing() -> None:
    proof = Proof(NEW_YEAR)
    assert proof.settle(Schedule((ALWAYS,)), NEW_YEAR + timedelta(hours=1), lit=False) == []
    (lit,) = proof.settle(Schedule((ALWAYS,)), NEW_YEAR + timedelta(hours=2))
    assert (lit.begin, lit.times) == (NEW_YEAR + timedelta(hours=1), 360)


@given(st.lists(st.tuples(st.integers(-600, 600), st.sampled_from("ab")), max_size=40))
def test_flash_is_written_for_new_content_and_no_more_often_than_allowed(steps: list[tuple[int, str]]) -> None:
    """By the board's own clock, which may be set back; then it waits no longer than once the interval."""
    least, now, flash = timedelta(seconds=60), NEW_YEAR, Flash()
    for step, digest in steps:
        now += timedelta(seconds=step)
        wait = flash.wait(digest, now, least)
        assert (wait is None) == (digest == flash.digest)
        assert wait is None or timedelta(0) <= wait <= least
        if wait == timedelta(0):
            assert flash.begun_at is None or now - flash.begun_at >= least
            before = flash.writes
            flash = flash.begun(now).done(digest)
            assert flash.writes == before + 1
            assert Flash.read(flash.wire(pending=False)) == flash
