"""Joint handling: when the lead may finish, what a department's limit is, what its part allows."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.merging import revise
from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Entry, Revision, due
from libs.common.deadlines.errors import NotStarted
from libs.common.errors import Refused
from services.intake.casework.cases import clocks
from services.intake.casework.joint import refusals
from services.intake.casework.joint.rules import (
    CYCLE,
    MOVES,
    UNANSWERED,
    AskedAnew,
    PartLimit,
    PartPlan,
    Rule,
    State,
    deciding,
    part_ledger,
    part_limit,
    plan_parts,
    require_finishable,
    require_plans,
)

MONDAY = date(2026, 3, 2)
CALENDAR = seed_calendar()


@dataclass
class Part:
    state: State
    department: str = "农业农村办公室"


@pytest.mark.row("C5")
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_refusal_of_its_own(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert CYCLE.target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.PartMoveRefused) as refused:
        CYCLE.target(state, verb)
    codes = [refusal.code for refusal in CYCLE.refusals.values()]
    titles = [refusal.title for refusal in CYCLE.refusals.values()]
    assert codes.count(refused.value.code) == titles.count(refused.value.title) == 1


@pytest.mark.row("C5", "S5.2")
@pytest.mark.parametrize(
    ("rule", "states", "refusal"),
    [
        (Rule.ALL_FINISHED, [State.AGREED, State.CONDITIONAL], None),
        (Rule.ALL_FINISHED, [State.AGREED, State.UNDERTAKEN], refusals.PartOpen),
        (Rule.ALL_FINISHED, [State.AGREED, State.OPEN], refusals.PartOpen),
        (Rule.ALL_FINISHED, [State.OPEN, State.OBJECTED], refusals.PartObjected),
        (Rule.ALL_UNDERTAKEN, [State.AGREED, State.UNDERTAKEN], None),
        (Rule.ALL_UNDERTAKEN, [State.UNDERTAKEN, State.UNDERTAKEN], None),
        (Rule.ALL_UNDERTAKEN, [State.UNDERTAKEN, State.OPEN], refusals.PartOpen),
        (Rule.ALL_UNDERTAKEN, [State.UNDERTAKEN, State.OBJECTED], refusals.PartObjected),
    ],
)
def test_the_lead_finishes_by_the_rule(rule: Rule, states: list[State], refusal: type[Refused] | None) -> None:
    parts = [Part(state, f"部门{n}") for n, state in enumerate(states)]
    if refusal is None:
        require_finishable(rule, parts)
        return
    with pytest.raises(refusal) as refused:
        require_finishable(rule, parts)
    assert refused.value.data["departments"] == ["部门1"] or states[0] is State.OPEN


@given(st.sampled_from(Rule), st.lists(st.sampled_from(State), max_size=6))
def test_nothing_unanswered_and_no_objection_is_ever_passed_over(rule: Rule, states: list[State]) -> None:
    try:
        require_finishable(rule, [Part(state) for state in states])
    except Refused:
        return
    assert State.OBJECTED not in states and State.OPEN not in states
    assert rule is Rule.ALL_UNDERTAKEN or not set(states) & set(UNANSWERED)


def test_each_department_has_a_part_and_none_a_longer_limit_than_the_case() -> None:
    planned = plan_parts(["甲", "乙"], [PartPlan("乙", 20, "踏勘"), PartPlan("丙", 3, "已不协办")], 15)
    assert planned == [PartPlan("甲", 15, "提出本部门意见"), PartPlan("乙", 15, "踏勘")]
    require_plans([PartPlan("乙", 15, "踏勘")], ["甲", "乙"], 15)
    for plans, refusal in (
        ([PartPlan("丙", 3, "踏勘")], refusals.UnknownDepartment),
        ([PartPlan("乙", 3, "踏勘"), PartPlan("乙", 4, "复核")], refusals.UnknownDepartment),
        ([PartPlan("乙", 16, "踏勘")], refusals.PartLimitTooLong),
    ):
        with pytest.raises(refusal):
            require_plans(plans, ["甲", "乙"], 15)


def end(
    ledger: list[Entry], limit: int, anew: AskedAnew | None = None, calendar: WorkingCalendar = CALENDAR
) -> PartLimit:
    return part_limit(part_ledger(ledger, "自然资源所", limit, anew), ledger, calendar)


@pytest.mark.row("C4", "C5", "N2")
def test_a_part_runs_on_the_clock_of_its_case_with_its_own_limit() -> None:
    ledger: list[Entry] = [clocks.start("1", MONDAY, "joint", 15)]
    assert end(ledger, 5) == PartLimit(date(2026, 3, 9), False, "受理 3月2日，自然资源所 5 个工作日，到期 3月9日")
    ledger = clocks.paused(ledger, "2", date(2026, 3, 4), "鉴定")
    assert end(ledger, 5).due_on is None
    ledger = clocks.resumed(ledger, "3", date(2026, 3, 16))
    assert end(ledger, 5).due_on == date(2026, 3, 19)
    anew = AskedAnew(date(2026, 3, 20), len(ledger))
    assert end(ledger, 5, anew).derivation == "重新征求意见 3月20日，自然资源所 5 个工作日，到期 3月27日"
    ledger = clocks.paused(ledger, "4", date(2026, 3, 23), "听证")
    assert due(part_ledger(ledger, "自然资源所", 5, anew), CALENDAR).remaining == 4


@pytest.mark.row("C5", "N1", "N2")
def test_asked_anew_late_the_day_of_the_case_decides_by_whichever_calendar() -> None:
    """A part asked anew with as many days as the case has left, and a day before that turns out to be none."""
    ledger: list[Entry] = [clocks.start("1", MONDAY, "joint", 10)]
    anew = AskedAnew(date(2026, 3, 9), 1)
    assert end(ledger, 5, anew) == PartLimit(date(2026, 3, 16), False, end(ledger, 5, anew).derivation)
    late = end(ledger, 6, anew)
    assert late.due_on == date(2026, 3, 16)
    assert late.derivation.endswith("到期 3月17日，不晚于办件承诺日 2026-03-16")
    off = revise(CALENDAR, [CalendarDay(date(2026, 3, 5), DayKind.HOLIDAY, "样例", version=9)])
    own = part_ledger(ledger, "自然资源所", 6, anew)
    assert (deciding(own, ledger, CALENDAR), deciding(own, ledger, off)) == (ledger, own)
    move = Revision(CALENDAR, off).move("part", ledger, own)
    assert move is not None and (move.before.due, move.after.due) == (date(2026, 3, 16), date(2026, 3, 17))
    assert "2026年3月5日由工作日改为节假日（样例）" in move.text
    with pytest.raises(NotStarted):
        part_ledger([], "自然资源所", 5)


@given(
    st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 30), st.integers(0, 30), st.integers(0, 20),
    st.integers(0, 40),
)  # fmt: skip
def test_no_part_is_due_after_its_case(begin: date, limit: int, margin: int, after: int, asked: int) -> None:
    ledger: list[Entry] = [clocks.start("1", begin, "joint", limit + margin)]
    ledger = clocks.paused(ledger, "2", CALENDAR.add_working_days(begin, after), "鉴定")
    ledger = clocks.resumed(ledger, "3", CALENDAR.add_working_days(ledger[-1].at, 3))
    whole = clocks.limits(ledger, None, CALENDAR, begin).promised.due
    for anew in (None, AskedAnew(CALENDAR.add_working_days(ledger[-1].at, asked), len(ledger))):
        part = end(ledger, limit, anew).due_on
        assert whole is not None and part is not None and part <= whole
