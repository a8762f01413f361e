"""Door-to-door service: its life, by when it is answered, who goes, in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Started, due, limit
from libs.common.moves import LifeCycle
from services.intake.appointments.visits import refusals


class State(StrEnum):
    REQUESTED = "requested"  # 已申请
    AGREED = "agreed"  # 已约定
    DECLINED = "declined"  # 不能上门
    FINISHED = "finished"  # 已上门
    CANCELLED = "cancelled"  # 已取消

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.REQUESTED: "已申请",
    State.AGREED: "已约定",
    State.DECLINED: "不能上门",
    State.FINISHED: "已上门",
    State.CANCELLED: "已取消",
}
OPEN = (State.REQUESTED, State.AGREED)
PERSON_KINDS = ("old", "ill", "disabled", "pregnant", "other")  # 老 病 残 孕 其他
OUTCOMES = ("done", "partly", "not_home", "not_done")  # 办好 部分办好 家中无人 未办成
LEAST_STAFF = 2
ANSWER = limit("visit.answer")

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "agree": {State.REQUESTED: State.AGREED},
        "decline": {State.REQUESTED: State.DECLINED},
        "replan": {State.AGREED: State.AGREED},
        "finish": {State.AGREED: State.FINISHED},
        "cancel": {state: State.CANCELLED for state in OPEN},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.REQUESTED: refusals.NotAnswered,
        State.AGREED: refusals.AlreadyAgreed,
        State.DECLINED: refusals.VisitDeclined,
        State.FINISHED: refusals.VisitFinished,
        State.CANCELLED: refusals.VisitCancelled,
    },
)
target = CYCLE.target


@dataclass(frozen=True)
class AnswerDue:
    """The last day to answer a request, with its derivation; ``provisional``: 暂定."""

    by: date
    derivation: str
    provisional: bool


def answer_clock(visit_id: str, requested_on: date, working_days: int) -> Started:
    """The day of the request is day 0, whichever day of the week it is."""
    return ANSWER.start(requested_on, id=visit_id, seq=0, promised=working_days, label="收到申请", limit_label="答复")


def answer_due(visit_id: str, requested_on: date, working_days: int, calendar: WorkingCalendar) -> AnswerDue:
    """By when a request of that day is answered."""
    deadline = due([answer_clock(visit_id, requested_on, working_days)], calendar)
    assert deadline.due is not None
    return AnswerDue(deadline.due, deadline.text, deadline.provisional)


def require_staff(logins: Sequence[str], known: Collection[str]) -> list[str]:
    """The people who go, each once. Raises TooFewStaff, UnknownStaff."""
    going = list(dict.fromkeys(logins))
    if len(going) < LEAST_STAFF:
        raise refusals.TooFewStaff(field="staff")
    unknown = [login for login in going if login not in known]
    if unknown:
        raise refusals.UnknownStaff("、".join(unknown), field="staff", logins=unknown)
    return going


def require_times(left: datetime, arrived: datetime, returned: datetime, now: datetime) -> None:
    """Raises TimesOutOfOrder."""
    if not left <= arrived <= returned <= now:
        raise refusals.TimesOutOfOrder(field="arrived_at")


class Stop(Protocol):
    """What the route needs to know of an agreed visit."""

    @property
    def id(self) -> str: ...
    @property
    def village_code(self) -> str: ...
    @property
    def group_name(self) -> str: ...
    @property
    def agreed_for(self) -> datetime | None: ...


S = TypeVar("S", bound=Stop)


def route_of(stops: Iterable[S]) -> list[S]:
    """The order of a day: each village is gone to once, the one with the earliest appointment first.

    Within a village by the time agreed, then by group (组), so that neighbours follow each other.
    """
    agreed = [(stop, stop.agreed_for) for stop in stops if stop.agreed_for is not None]
    first: dict[str, datetime] = {}
    for stop, at in agreed:
        first[stop.village_code] = min(at, first.get(stop.village_code, at))
    order = sorted(agreed, key=lambda each: (
        first[each[0].village_code], each[0].village_code, each[1], each[0].group_name, each[0].id
    ))  # fmt: skip
    return [stop for stop, _ in order]
