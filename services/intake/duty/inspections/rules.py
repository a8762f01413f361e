"""Inspections: what is looked at, and the life of a finding. Source: 大厅巡查制度, once a working day at least."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from libs.common.clock import local
from libs.common.deadlines import Started, limit
from libs.common.errors import Refused
from libs.common.moves import LifeCycle

OK, WANTING, NOT_APPLICABLE = "ok", "wanting", "not_applicable"  # 正常 有问题 不涉及
RESULTS = (OK, WANTING, NOT_APPLICABLE)
OFF_POST = "at_post"
"""The point whose findings about a person are 不在岗, and count in the appraisal (考核)."""
RECTIFICATION = limit("finding.rectification")


class State(StrEnum):
    OPEN = "open"  # 待整改
    PUT_RIGHT = "put_right"  # 已整改待核实
    VERIFIED = "verified"  # 已核实
    REVOKED = "revoked"  # 已撤销


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "put_right": {State.OPEN: State.PUT_RIGHT},
        "verify": {State.PUT_RIGHT: State.VERIFIED},
        # Looked at and not put right: from the start, with a new day.
        "reopen": {State.PUT_RIGHT: State.OPEN},
        # It was none, and says so.
        "revoke": {State.OPEN: State.REVOKED, State.PUT_RIGHT: State.REVOKED},
    }
)


class FindingMoveRefused(Refused):
    code, title = "inspection_finding_move_refused", "巡查问题当前状态不允许此操作"


class NotPutRight(FindingMoveRefused):
    code, title = "finding_not_put_right", "问题尚未整改"


class AwaitsVerification(FindingMoveRefused):
    code, title = "finding_awaits_verification", "问题已整改，等待核实"


class FindingVerified(FindingMoveRefused):
    code, title = "finding_verified", "问题已核实"


class FindingRevoked(FindingMoveRefused):
    code, title = "finding_revoked", "问题已撤销"


class SameHands(Refused):
    """Who put it right does not say that it is."""

    code, title, status = "same_hands", "整改人不得核实自己的整改", 403


class OwnFinding(Refused):
    code, title, status = "own_finding", "不得撤销关于本人的问题", 403


class ChecklistIncomplete(Refused):
    """``data["missing"]``: points without a result; ``data["unknown"]``: results of no point."""

    code, title, status = "checklist_incomplete", "巡查项目应逐项填写一次", 422


class FindingMissing(Refused):
    """A point that is wanting has a finding that says what, and no other point has one."""

    code, title, status = "finding_missing", "有问题的项目须写明问题，其他项目不能写问题", 422


class InspectedAnotherDay(Refused):
    code, title, status = "inspected_another_day", "只能登记今天已完成的巡查", 422


class UnknownFound(Refused):
    code, title, status = "unknown_person_found", "本中心没有这名工作人员", 422


@dataclass(frozen=True)
class Point:
    """One thing that an inspection looks at (巡查项目)."""

    code: str
    name: str
    question: str


CYCLE = LifeCycle(
    MOVES,
    {
        State.OPEN: NotPutRight,
        State.PUT_RIGHT: AwaitsVerification,
        State.VERIFIED: FindingVerified,
        State.REVOKED: FindingRevoked,
    },
)
target = CYCLE.target


def require_whole(points: Collection[str], results: Sequence[tuple[str, str]], found: Collection[str]) -> None:
    """Each point has one result, and findings are of the points that are wanting, all of them.

    ``results``: (point, result); ``found``: the points of the findings. Raises ChecklistIncomplete, FindingMissing.
    """
    given = [point for point, _ in results]
    missing, unknown = sorted(set(points) - set(given)), sorted(set(given) - set(points))
    if missing or unknown or len(given) != len(set(given)):
        raise ChecklistIncomplete(field="results", missing=missing, unknown=unknown)
    wanting = {point for point, result in results if result == WANTING}
    if wanting != set(found):
        raise FindingMissing(field="findings", points=sorted(wanting ^ set(found)))


def require_of_today(inspected_at: datetime, now: datetime) -> None:
    """Raises InspectedAnotherDay: a round is written down on its day, or it proves nothing."""
    if inspected_at > now or local(inspected_at).date() != local(now).date():
        raise InspectedAnotherDay(field="inspected_at")


def require_other_hands(put_right_by: str, actor: str) -> None:
    """Raises SameHands."""
    if put_right_by == actor:
        raise SameHands()


def clock(finding_id: str, round_: int, on: date, working_days: int) -> Started:
    """How long there is to put it right: ``on`` is day 0."""
    return RECTIFICATION.start(
        on, id=f"{finding_id}:{round_}", seq=0, promised=working_days, label="发现" if round_ == 0 else "退回",
        limit_label="整改",
    )  # fmt: skip
