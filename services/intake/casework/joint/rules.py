"""The life of a department's part, and when the lead window may finish a joint case.

Source: 行政许可法 art. 26 (unified and joint handling), 六件管理制度 (联办件).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Entry, Started, due
from libs.common.deadlines.errors import NotStarted
from libs.common.moves import LifeCycle
from services.intake.casework.joint import refusals


class State(StrEnum):
    OPEN = "open"  # 待办理
    UNDERTAKEN = "undertaken"  # 已承诺
    AGREED = "agreed"  # 同意
    CONDITIONAL = "conditional"  # 附条件同意
    OBJECTED = "objected"  # 不同意
    CANCELLED = "cancelled"  # 随办件终止

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.OPEN: "待办理",
    State.UNDERTAKEN: "已承诺",
    State.AGREED: "同意",
    State.CONDITIONAL: "附条件同意",
    State.OBJECTED: "不同意",
    State.CANCELLED: "随办件终止",
}
UNANSWERED = (State.OPEN, State.UNDERTAKEN)
FAVOURABLE = (State.AGREED, State.CONDITIONAL)
ANSWERED = (*FAVOURABLE, State.OBJECTED)
MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "undertake": {State.OPEN: State.UNDERTAKEN},
        "agree": {state: State.AGREED for state in UNANSWERED},
        "agree_on_condition": {state: State.CONDITIONAL for state in UNANSWERED},
        "object": {state: State.OBJECTED for state in UNANSWERED},
        # Put right (整改) or corrected: the department looks at it anew.
        "reopen": {state: State.OPEN for state in ANSWERED},
        "cancel": {state: State.CANCELLED for state in UNANSWERED},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.OPEN: refusals.PartUnanswered,
        State.UNDERTAKEN: refusals.PartUndertaken,
        State.AGREED: refusals.PartAgreed,
        State.CONDITIONAL: refusals.PartAgreedOnCondition,
        State.OBJECTED: refusals.PartAlreadyObjected,
        State.CANCELLED: refusals.PartCancelled,
    },
    {
        "undertake": "承诺",
        "agree": "登记同意",
        "agree_on_condition": "登记附条件同意",
        "object": "登记不同意",
        "reopen": "重新征求意见",
        "cancel": "终止",
    },
)
ANSWERS = {State.AGREED: "agree", State.CONDITIONAL: "agree_on_condition", State.OBJECTED: "object"}


class Rule(StrEnum):
    """When the lead may finish: after all have answered (一般联办), or once all gave an undertaking (前置联办)."""

    ALL_FINISHED = "all_finished"
    ALL_UNDERTAKEN = "all_undertaken"


@dataclass(frozen=True)
class PartPlan:
    """What a department does in cases of an item, and in how many working days."""

    department: str
    limit: int
    task: str


USUAL_TASK = "提出本部门意见"


def plan_parts(departments: Sequence[str], plans: Iterable[PartPlan], case_limit: int) -> list[PartPlan]:
    """The part of each of ``departments``; one without a plan has the case's own limit, and none a longer one."""
    planned = {plan.department: plan for plan in plans}
    return [
        replace(plan, limit=min(plan.limit, case_limit))
        for plan in (planned.get(name, PartPlan(name, case_limit, USUAL_TASK)) for name in departments)
    ]


def require_plans(plans: Sequence[PartPlan], departments: Sequence[str], case_limit: int) -> None:
    """Whether the plans fit an item. Raises UnknownDepartment, PartLimitTooLong."""
    names = [plan.department for plan in plans]
    for plan in plans:
        if plan.department not in departments or names.count(plan.department) > 1:
            raise refusals.UnknownDepartment(plan.department, field="parts", departments=list(departments))
        if plan.limit > case_limit:
            raise refusals.PartLimitTooLong(
                f"{plan.department} {plan.limit} 个工作日，办件承诺 {case_limit} 个工作日", field="parts"
            )


@dataclass(frozen=True)
class AskedAnew:
    """The day on which a department was asked again, and how many entries the case's ledger had by then."""

    on: date
    entries: int


def part_ledger(
    ledger: Sequence[Entry], department: str, limit: int, anew: AskedAnew | None = None
) -> list[Entry]:
    """A part runs on the case's own ledger with its own limit: what stops or extends the case does so to it.

    Asked anew, it counts from that day. Raises LedgerRefused where the case's clock was never started.
    """
    start = next(iter(ledger), None)
    if not isinstance(start, Started):
        raise NotStarted()
    own = replace(start, limit=limit, limit_label=department)
    if anew is None:
        return [own, *ledger[1:]]
    return [replace(own, at=anew.on, label="重新征求意见"), *ledger[anew.entries :]]


def deciding(own: Sequence[Entry], whole: Sequence[Entry], calendar: WorkingCalendar) -> Sequence[Entry]:
    """The ledger that a part's day comes from: its own, or its case's where that ends first (asked anew, late)."""
    by, case_by = due(own, calendar).due, due(whole, calendar).due
    return whole if by is not None and case_by is not None and case_by < by else own


@dataclass(frozen=True)
class PartLimit:
    """``due_on`` None: the clock stands. ``provisional``: 暂定."""

    due_on: date | None
    provisional: bool
    derivation: str


def part_limit(own: Sequence[Entry], whole: Sequence[Entry], calendar: WorkingCalendar) -> PartLimit:
    """By when a department answers: within its own limit, and never after the case's own day."""
    found = due(own, calendar)
    ends = deciding(own, whole, calendar)
    if ends is own:
        return PartLimit(found.due, found.provisional, found.text)
    case_ends = due(ends, calendar)
    words = f"{found.text}，不晚于办件承诺日 {case_ends.due:%Y-%m-%d}"
    return PartLimit(case_ends.due, case_ends.provisional, words)


class Standing(Protocol):
    """What a rule needs to know of a part."""

    @property
    def department(self) -> str: ...
    @property
    def state(self) -> str: ...


def require_finishable(rule: str, parts: Iterable[Standing]) -> None:
    """Whether the lead may complete the case. Raises PartObjected, PartOpen; ``data["departments"]`` names whose."""
    standing = list(parts)
    objected = [part.department for part in standing if part.state == State.OBJECTED]
    if objected:
        raise refusals.PartObjected("、".join(objected), departments=objected)
    waited_for = (State.OPEN,) if rule == Rule.ALL_UNDERTAKEN else UNANSWERED
    missing = [part.department for part in standing if part.state in waited_for]
    if missing:
        raise refusals.PartOpen("、".join(missing), departments=missing)


def require_until(until: date, today: date) -> None:
    """Raises UntilPassed."""
    if until < today:
        raise refusals.UntilPassed(field="until")
