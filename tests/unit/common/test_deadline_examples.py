"""Deadlines by example: the legal limits, pauses, extensions, year ends, and their words."""

from datetime import UTC, datetime

import pytest

from libs.common.deadlines import (
    CalendarRevised,
    Entry,
    Imposed,
    LedgerRefused,
    Phase,
    Started,
    Transferred,
    Unit,
    due,
    due_at,
    limit,
    local_day,
    phase,
)
from libs.common.deadlines.errors import PromiseTooLong
from tests.unit.common.ledgers import calendar, day, extended, paused, resumed, started

pytestmark = pytest.mark.row("N2", "C4")


def _due(*entries: Entry) -> str:
    return str(due(entries, calendar()).due)


def _start(code: str, at: str) -> Started:
    return limit(code).start(day(at), id="start", seq=0)


@pytest.mark.parametrize(
    ("code", "at", "last"),
    [
        ("licence.decision", "2026-03-02", "2026-03-30"),
        ("licence.supplement_notice", "2026-04-30", "2026-05-11"),
        ("licence.joint_decision", "2026-01-05", "2026-03-13"),
        ("licence.delivery", "2026-09-18", "2026-10-09"),
        ("petition.handling", "2026-03-02", "2026-05-01"),
        ("petition.notice", "2026-09-20", "2026-10-05"),
        ("disclosure.answer", "2026-03-02", "2026-03-30"),
        ("hotline.consultation", "2026-02-14", "2026-02-24"),
    ],
)
def test_legal_limits(code: str, at: str, last: str) -> None:
    assert _due(_start(code, at)) == last


@pytest.mark.parametrize(
    ("code", "days", "last"),
    [
        ("licence.decision", 10, "2026-04-14"),
        ("petition.handling", 30, "2026-05-31"),
        ("disclosure.answer", 20, "2026-04-28"),
    ],
)
def test_the_one_extension(code: str, days: int, last: str) -> None:
    start = _start(code, "2026-03-02")
    assert _due(start, extended("2026-03-20", days)) == last
    with pytest.raises(LedgerRefused) as refused:
        _due(start, extended("2026-03-20", days), extended("2026-03-20", 1, seq=4))
    assert refused.value.code == "deadline.extension_spent"
    with pytest.raises(LedgerRefused) as refused:
        _due(start, extended("2026-03-20", days + 1))
    assert refused.value.code == "deadline.extension_too_long"


def test_a_promise_is_never_longer_than_the_law() -> None:
    promised = limit("licence.decision").start(day("2026-03-02"), id="s", seq=0, promised=15)
    assert (promised.limit, promised.limit_label) == (15, "承诺")
    with pytest.raises(PromiseTooLong):
        limit("licence.decision").start(day("2026-03-02"), id="s", seq=0, promised=21)


def test_a_pause_in_words() -> None:
    deadline = due([started("2026-03-02", 15), paused("2026-03-09"), resumed("2026-03-12")], calendar())
    assert deadline.text == "受理 3月2日，承诺 15 个工作日，暂停 3月9日–3月12日（鉴定），到期 3月26日"
    assert (deadline.used, deadline.remaining, deadline.provisional) == (5, 10, False)
    assert deadline.calendar_id == calendar().id


def test_holidays_and_make_up_days_in_words() -> None:
    deadline = due([started("2026-02-12", 8)], calendar())
    assert deadline.derivation[2:] == (
        "春节 2月15日–2月23日不计",
        "调休上班 2月14日、2月28日计入",
        "到期 3月2日",
    )


def test_every_other_step_in_words() -> None:
    entries = [
        started("2026-11-02", 10, label="派单", limit_label="时限"),
        Transferred(id="t1", seq=1, at=day("2026-11-03"), holder="村镇建设办", restarts=False),
        Transferred(id="t2", seq=2, at=day("2026-11-05"), holder="财政所", restarts=True, limit=5),
        extended("2026-11-09", 2),
        CalendarRevised(id="c", seq=4, at=day("2026-11-10"), version="1-abc"),
        Imposed(id="i", seq=5, at=day("2026-11-10"), due=day("2026-11-30"), by="县平台"),
    ]
    deadline = due(entries, calendar())
    assert deadline.derivation == (
        "派单 11月2日",
        "时限 10 个工作日",
        "11月3日转交村镇建设办（继续计时）",
        "11月5日转交财政所（重新计时 5 个工作日）",
        "11月9日延长 2 个工作日（分管领导批准：案情复杂）",
        "11月10日工作日历更新（版本 1-abc）",
        "11月10日县平台限期 11月30日",
        "自身时限到期 11月16日",
        "到期 11月30日（以上级限期为准）",
    )
    assert (deadline.due, deadline.own_due) == (day("2026-11-30"), day("2026-11-16"))
    assert (deadline.holder, deadline.imposed_by, deadline.allowance) == ("财政所", "县平台", 7)


@pytest.mark.row("N1")
def test_a_date_through_an_unconfirmed_year_is_provisional_and_says_so() -> None:
    deadline = due([started("2026-12-28", 5)], calendar())
    assert deadline.provisional
    assert deadline.derivation[-2:] == ("元旦 2027年1月1日（暂定）不计", "到期 2027年1月5日（暂定）")
    assert not due([started("2026-12-28", 3)], calendar()).provisional


def test_calendar_days_need_no_calendar_unless_they_roll() -> None:
    start = started("2026-12-01", 60, Unit.CALENDAR, label="收到", limit_label="法定")
    deadline = due([start], calendar())
    assert deadline.text == "收到 12月1日，法定 60 个自然日，到期 2027年1月30日"
    assert not deadline.provisional
    rolled = due([started("2026-12-01", 60, Unit.CALENDAR, rolls=True)], calendar())
    assert (rolled.due, rolled.provisional) == (day("2027-02-01"), True)


def test_a_paused_clock_has_no_due_day() -> None:
    deadline = due([started("2026-03-02", 15), paused("2026-03-09")], calendar(), day("2026-06-01"))
    assert (deadline.due, deadline.paused, deadline.remaining) == (None, True, 10)
    assert deadline.derivation[-2:] == ("3月9日起暂停（鉴定）", "暂停中，剩余 10 个工作日")
    assert phase(deadline, day("2026-06-01"), 3) is Phase.PAUSED


def test_a_pause_on_the_last_day_leaves_no_overdue_behind() -> None:
    deadline = due([started("2026-03-02", 5), paused("2026-03-09"), resumed("2026-04-02")], calendar())
    assert deadline.due == day("2026-04-02")


def test_a_pause_does_not_heal_what_is_overdue() -> None:
    deadline = due([started("2026-03-02", 5), paused("2026-03-10")], calendar(), day("2026-03-11"))
    assert (deadline.due, deadline.paused, deadline.remaining) == (day("2026-03-09"), True, -2)
    assert "此前已到期" in deadline.text
    assert phase(deadline, day("2026-03-11"), 3) is Phase.OVERDUE


def test_a_superiors_deadline_runs_through_a_pause() -> None:
    imposed = Imposed(id="i", seq=1, at=day("2026-03-02"), due=day("2026-03-06"), by="县平台")
    deadline = due([started("2026-03-02", 15), imposed, paused("2026-03-03", 2)], calendar())
    assert (deadline.due, deadline.own_due, deadline.paused) == (day("2026-03-06"), None, True)


def test_the_last_of_two_imposed_deadlines_stands() -> None:
    first = Imposed(id="i1", seq=1, at=day("2026-03-02"), due=day("2026-03-06"), by="县平台")
    second = Imposed(id="i2", seq=2, at=day("2026-03-04"), due=day("2026-04-30"), by="县平台")
    assert _due(second, started("2026-03-02", 15), first) == "2026-04-30"


def test_phases() -> None:
    deadline = due([started("2026-03-02", 5)], calendar())
    on = {at: phase(deadline, day(f"2026-03-{at}"), 2, calendar()) for at in ("04", "05", "08", "09", "10")}
    assert on == {
        "04": Phase.RUNNING,
        "05": Phase.APPROACHING,
        "08": Phase.APPROACHING,
        "09": Phase.DUE,
        "10": Phase.OVERDUE,
    }
    assert phase(deadline, day("2026-03-06"), 2) is Phase.RUNNING, "three calendar days off"


def test_the_due_moment_is_the_end_of_the_day_in_shanghai() -> None:
    assert due_at(day("2026-03-26")) == datetime(2026, 3, 26, 16, 0, tzinfo=UTC)
    assert local_day(datetime(2026, 3, 26, 15, 59, 59, tzinfo=UTC)) == day("2026-03-26")
    assert local_day(due_at(day("2026-03-26"))) == day("2026-03-27")
    with pytest.raises(ValueError, match="zone"):
        local_day(datetime(2026, 3, 26))
