"""What must hold in every table (DOMAIN section 7): each side is counted in its own way, so a lost or doubled
fact breaks the equation. What stands open is counted by subject, never as the difference of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.common.events.intake import AGENCY_KINDS
from services.reporting.figures.definitions import (
    DEFINITIONS,
    OPEN_APPLICATIONS,
    OPEN_CASES,
    OPEN_DELEGATIONS,
    OPEN_PARTS,
    OPEN_PETITIONS,
    OPEN_TICKETS,
    UNDECIDED,
    UNDELIVERED,
)
from services.reporting.figures.rules import Count
from services.reporting.units.rules import UnitKind


@dataclass(frozen=True)
class Identity:
    """An equation and its two sides."""

    code: str
    name: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        return self.left == self.right


# code, name, what is added up on the left, and on the right
SUMS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "registered", "接件：期初待受理＋接件＝受理＋未受理退办撤回＋期末待受理",
        (UNDECIDED.carried, "cases_registered"), ("cases_accepted", "cases_left_unaccepted", UNDECIDED.open),
    ),
    (
        "cases", "办件：结转＋受理＝办结＋受理后退办撤回＋在办",
        (OPEN_CASES.carried, "cases_accepted"), ("cases_completed", "cases_left", OPEN_CASES.open),
    ),
    (
        "case_kinds", "办件：即办＋承诺＋联办＋上报＝受理",
        ("cases_immediate", "cases_promised", "cases_joint", "cases_reported"), ("cases_accepted",),
    ),
    (
        "case_timings", "办件：提前＋按时＋超期＝办结",
        ("cases_early", "cases_on_time", "cases_overdue"), ("cases_completed",),
    ),
    (
        "joint_parts", "联办部门件：结转＋发出＋重新征求＝答复＋终止＋在办",
        (OPEN_PARTS.carried, "joint_parts_opened", "joint_parts_reopened"),
        ("joint_parts_answered", "joint_parts_cancelled", OPEN_PARTS.open),
    ),
    (
        "deliveries", "结果送达：结转＋应送达＝送达＋待送达",
        (UNDELIVERED.carried, "results_to_deliver"), ("results_delivered", UNDELIVERED.open),
    ),
    (
        "applications", "网上申请：期初待预审＋提交＝收件＋不予受理＋撤回＋期末待预审",
        (OPEN_APPLICATIONS.carried, "applications_submitted"),
        ("applications_taken_in", "applications_declined", "applications_withdrawn", OPEN_APPLICATIONS.open),
    ),
    (
        "agency", "代办事项：各类之和＝受理",
        tuple(f"agency_{kind}" for kind in AGENCY_KINDS), ("agency_accepted",),
    ),
    (
        "delegations", "代办：结转＋委托＝回件＋收回＋在办",
        (OPEN_DELEGATIONS.carried, "delegations_opened"),
        ("delegations_returned", "delegations_recalled", OPEN_DELEGATIONS.open),
    ),
    (
        "petitions", "诉求：结转＋收件＝办结＋在办",
        (OPEN_PETITIONS.carried, "petitions_received"), ("petitions_closed", OPEN_PETITIONS.open),
    ),
    (
        "tickets", "票号：期初未了＋取号＋过号重新激活＝办理结束＋过号＋作废＋等候和办理中",
        (OPEN_TICKETS.carried, "tickets_issued", "tickets_reactivated"),
        ("tickets_finished", "tickets_missed", "tickets_voided", OPEN_TICKETS.open),
    ),
    (
        "ratings", "评价：五个等次之和＝评价",
        ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied"), ("ratings",),
    ),
)  # fmt: skip
PARTS = {UnitKind.WINDOW: "各窗口", UnitKind.VILLAGE: "各村", UnitKind.DEPARTMENT: "各承办单位"}

Counts = Mapping[str, int]


def identities(town: Counts, units: Mapping[UnitKind, Sequence[Counts]]) -> list[Identity]:
    """Every identity of a table: ``town`` counts the whole, ``units`` each part of it by kind."""
    found = [
        Identity(code, name, sum(town[part] for part in left), sum(town[part] for part in right))
        for code, name, left, right in SUMS
    ]
    for kind, words in PARTS.items():
        for count in DEFINITIONS.counts:
            if kind in count.units and _adds_up(count):
                parts = sum(counts[count.code] for counts in units.get(kind, ()))
                name = f"{words}之和＝全镇：{count.title}"
                found.append(Identity(f"{kind.value}.{count.code}", name, parts, town[count.code]))
    return found


def _adds_up(count: Count) -> bool:
    """Something counted once for each subject may stand in two units' tables, and once in the town's."""
    return count.measure != "subjects"
