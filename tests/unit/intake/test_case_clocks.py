"""The clocks of a case: reply, promise, law, reminders."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.rules import WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Entry, LedgerRefused
from services.intake.casework.cases import clocks
from services.intake.casework.cases.refusals import ExtensionTooLate

MONDAY = date(2026, 3, 2)


@cache
def calendar() -> WorkingCalendar:
    return seed_calendar()


def promised(ledger: Sequence[Entry], today: date = MONDAY, legal: int | None = 20) -> date | None:
    return clocks.limits(ledger, legal, calendar(), today).promised.due


@pytest.mark.row("C3")
def test_promised_and_legal_limit_count_from_the_working_day_after_acceptance() -> None:
    found = clocks.limits([clocks.start("1", MONDAY, "promised", 15)], 20, calendar(), MONDAY)
    assert found.promised.due == date(2026, 3, 23)
    assert found.promised.text == "受理 3月2日，承诺 15 个工作日，到期 3月23日"
    assert found.legal is not None
    assert found.legal.due == date(2026, 3, 30)
    assert found.legal.text == "受理 3月2日，法定 20 个工作日，到期 3月30日"
    assert not found.provisional


def test_an_immediate_item_is_due_the_same_day_and_on_a_saturday_the_next_working_day() -> None:
    assert promised([clocks.start("1", MONDAY, "immediate", 0)], legal=None) == MONDAY
    saturday = date(2026, 3, 7)
    assert promised([clocks.start("1", saturday, "immediate", 0)], legal=None) == date(2026, 3, 9)


@pytest.mark.row("C4")
def test_a_special_procedure_moves_both_dates_and_says_so() -> None:
    ledger = [clocks.start("1", MONDAY, "promised", 15)]
    ledger = clocks.paused(ledger, "2", date(2026, 3, 9), "鉴定")
    assert promised(ledger, date(2026, 3, 9)) is None
    ledger = clocks.resumed(ledger, "3", date(2026, 3, 12))
    found = clocks.limits(ledger, 20, calendar(), date(2026, 3, 12))
    assert found.promised.due == date(2026, 3, 26)
    assert found.legal is not None and found.legal.due == date(2026, 4, 2)
    assert "暂停 3月9日–3月12日（鉴定）" in found.promised.text


@pytest.mark.row("C4")
def test_one_extension_within_the_law_and_before_the_end() -> None:
    ledger = [clocks.start("1", MONDAY, "promised", 15)]
    due = promised(ledger)
    with pytest.raises(LedgerRefused) as refused:
        clocks.extended(ledger, "2", MONDAY, 11, "中心主任", "案情复杂", due)
    assert refused.value.code == "deadline.extension_too_long"
    with pytest.raises(ExtensionTooLate):
        clocks.extended(ledger, "2", date(2026, 3, 24), 5, "中心主任", "案情复杂", due)
    ledger = clocks.extended(ledger, "2", date(2026, 3, 23), 10, "中心主任", "案情复杂", due)
    assert promised(ledger) == date(2026, 4, 7)  # 清明 4月6日不计
    with pytest.raises(LedgerRefused) as refused:
        clocks.extended(ledger, "3", date(2026, 3, 24), 5, "中心主任", "案情复杂", date(2026, 4, 7))
    assert refused.value.code == "deadline.extension_spent"


def test_a_joint_item_may_be_extended_by_15_and_an_immediate_one_not_at_all() -> None:
    joint = [clocks.start("1", MONDAY, "joint", 30)]
    assert len(clocks.extended(joint, "2", MONDAY, 15, "中心主任", "会审", promised(joint, legal=45))) == 2
    with pytest.raises(LedgerRefused):
        clocks.extended([clocks.start("1", MONDAY, "immediate", 0)], "2", MONDAY, 1, "中心主任", "会审", MONDAY)


def test_the_reply_is_due_five_working_days_after_receipt() -> None:
    found = clocks.reply(MONDAY, calendar())
    assert found.by == date(2026, 3, 9)
    assert found.derivation == "收到申请 3月2日，受理或一次性告知 5 个工作日，到期 3月9日"


def test_reminders_come_once_and_an_outage_tells_only_the_strongest() -> None:
    marks = clocks.marks(date(2026, 3, 23), MONDAY, 2, calendar())
    assert [(mark.kind, mark.on) for mark in marks] == [
        ("approaching", date(2026, 3, 19)),
        ("due", date(2026, 3, 23)),
        ("overdue", date(2026, 3, 24)),
    ]
    assert clocks.ringing(marks, date(2026, 3, 18)) == (None, date(2026, 3, 19))
    assert clocks.ringing(marks, date(2026, 3, 20)) == (marks[0], date(2026, 3, 23))
    assert clocks.ringing(marks, date(2026, 4, 1)) == (marks[2], None)


def test_an_immediate_item_rings_only_when_its_day_has_passed() -> None:
    assert [mark.kind for mark in clocks.marks(MONDAY, MONDAY, 2, calendar())] == ["overdue"]
    assert clocks.marks(None, MONDAY, 2, calendar()) == []


ACTS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "extend"]), st.integers(0, 12), st.integers(1, 20)), max_size=10
)


@pytest.mark.row("C4", "N2")
@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 40), st.integers(0, 40), ACTS)
def test_no_lawful_history_takes_time_away_or_promises_past_the_law(
    begin: date, limit: int, margin: int, acts: list[tuple[str, int, int]]
) -> None:
    ledger: list[Entry] = [clocks.start("0", begin, "promised", limit)]
    legal, at = limit + margin, begin
    latest = promised(ledger, begin, legal)
    assert latest is not None and latest >= begin
    for number, (act, later, days) in enumerate(acts, 1):
        at += timedelta(days=later)
        try:
            if act == "pause":
                ledger = clocks.paused(ledger, str(number), at, "鉴定")
            elif act == "resume":
                ledger = clocks.resumed(ledger, str(number), at)
            else:
                ledger = clocks.extended(ledger, str(number), at, days, "中心主任", "案情复杂", latest)
        except (LedgerRefused, ExtensionTooLate):
            continue
        found = clocks.limits(ledger, legal, calendar(), at)
        assert found.legal is not None
        if found.promised.due is None:
            assert found.promised.remaining >= 0
            continue
        assert found.promised.due >= latest
        latest = found.promised.due
        assert found.legal.due is None or found.promised.due <= found.legal.due
        assert found.promised.used >= 0
