"""The own part of a matter that is handed on (上报): its clock ends there, and goes on when the matter is sent back."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.deadlines import (
    Concluded,
    Entry,
    LedgerRefused,
    Paused,
    Resumed,
    due,
    from_json,
    phase,
    settle,
    to_json,
)
from libs.common.deadlines.phases import Phase
from tests.unit.common.ledgers import calendar, day, extended, paused, resumed, running_ledgers, started, unhurried


def concluded(at: str, seq: int = 1) -> Concluded:
    return Concluded(id=f"c{at}{seq}", seq=seq, at=day(at), to="市民政局")


@pytest.mark.row("N2")
def test_the_own_part_is_judged_by_the_day_of_the_report_whatever_comes_after() -> None:
    ledger = [started("2026-03-02", 20), concluded("2026-03-12")]
    for today in ("2026-03-12", "2026-06-30"):
        found = due(ledger, calendar(), day(today))
        assert (found.due, found.used, found.remaining) == (day("2026-03-30"), 8, 12)
        assert found.concluded == day("2026-03-12") and not found.paused
        assert phase(found, day(today), 2) is Phase.CONCLUDED
    assert found.text == (
        "受理 3月2日，承诺 20 个工作日，3月12日上报市民政局，本级时限止于当日，其后不计，到期 3月30日"
    )
    late = due([started("2026-03-02", 5), concluded("2026-03-12")], calendar())
    assert (late.due, late.used, late.remaining) == (day("2026-03-09"), 8, -3)


@pytest.mark.row("N2")
def test_sent_back_what_was_left_counts_on_and_what_was_late_stays_late() -> None:
    ledger = [started("2026-03-02", 20), concluded("2026-03-12"), resumed("2026-03-23")]
    found = due(ledger, calendar())
    assert (found.due, found.used, found.concluded) == (day("2026-04-09"), 8, None)
    assert "3月12日–3月23日上报市民政局后退回，不计" in found.text
    again = due([*ledger, concluded("2026-03-26", seq=3)], calendar(), day("2026-05-06"))
    assert (again.due, again.used, again.remaining) == (day("2026-04-09"), 11, 9)
    late = due([started("2026-03-02", 5), concluded("2026-03-12"), resumed("2026-03-23")], calendar())
    assert late.due == day("2026-03-09") and "此前已到期，不影响时限" in late.text


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([concluded("2026-03-12"), paused("2026-03-13")], "deadline.concluded"),
        ([concluded("2026-03-12"), extended("2026-03-13", 2)], "deadline.concluded"),
        ([concluded("2026-03-12"), concluded("2026-03-13", seq=2)], "deadline.concluded"),
        ([paused("2026-03-05"), concluded("2026-03-12", seq=2)], "deadline.concluded_while_paused"),
    ],
)
def test_nothing_more_happens_to_a_clock_that_is_concluded(entries: Sequence[Entry], code: str) -> None:
    with pytest.raises(LedgerRefused) as refused:
        settle([started("2026-03-02", 20), *entries])
    assert refused.value.code == code


def test_a_conclusion_survives_its_wire_form() -> None:
    entry = concluded("2026-03-12")
    assert from_json(to_json(entry)) == entry and to_json(entry)["kind"] == "concluded"


@pytest.mark.row("N2")
@given(running_ledgers(), st.integers(0, 40), st.integers(0, 90))
@unhurried
def test_a_report_that_is_sent_back_takes_as_much_time_as_a_pause(
    ledger: Sequence[Entry], after: int, back: int
) -> None:
    at = ledger[-1].at + timedelta(days=after)
    resume = Resumed(id="r", seq=91, at=at + timedelta(days=back))
    reported = [*ledger, Concluded(id="c", seq=90, at=at, to="上级机关"), resume]
    stood = [*ledger, Paused(id="c", seq=90, at=at, ground="听证"), resume]
    one, other = due(reported, calendar()), due(stood, calendar())
    assert (one.due, one.used, one.remaining, one.provisional) == (
        other.due, other.used, other.remaining, other.provisional,
    )  # fmt: skip


@pytest.mark.row("N2")
@given(running_ledgers(), st.integers(0, 40))
@unhurried
def test_a_report_moves_no_date(ledger: Sequence[Entry], after: int) -> None:
    at = ledger[-1].at + timedelta(days=after)
    before = due(ledger, calendar(), at)
    reported = due([*ledger, Concluded(id="c", seq=90, at=at, to="上级机关")], calendar(), at + timedelta(days=99))
    assert (reported.due, reported.used, reported.remaining) == (before.due, before.used, before.remaining)
