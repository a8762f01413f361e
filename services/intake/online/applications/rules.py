"""Online applications: their life, when one counts as received, what links are for.

Sources: 行政许可法 art. 29, 32, 33; 电子签名法 art. 11 (a message has arrived when it enters the system named for it);
民法典 art. 203 (where there are office hours, the day ends with them).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from libs.common.calendar.rules import WorkingCalendar
from libs.common.clock import SHANGHAI, local
from libs.common.deadlines import Started
from libs.common.moves import LifeCycle
from services.intake.casework.cases import clocks
from services.intake.online.applications import refusals


class State(StrEnum):
    DRAFT = "draft"  # 填写中
    SUBMITTED = "submitted"  # 已提交，待预审
    TAKEN_IN = "taken_in"  # 已转为办件
    DECLINED = "declined"  # 不予受理
    WITHDRAWN = "withdrawn"  # 已撤回

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.DRAFT: "填写中，尚未提交",
    State.SUBMITTED: "已提交，等待窗口预审",
    State.TAKEN_IN: "已收件，转为办件",
    State.DECLINED: "不予受理",
    State.WITHDRAWN: "已撤回",
}

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "fill": {State.DRAFT: State.DRAFT},
        "submit": {State.DRAFT: State.SUBMITTED},
        "take_in": {State.SUBMITTED: State.TAKEN_IN},
        "decline": {State.SUBMITTED: State.DECLINED},
        # What the notice of its case asked for, handed in and looked at.
        "supplement": {State.TAKEN_IN: State.TAKEN_IN},
        "check": {State.TAKEN_IN: State.TAKEN_IN},
        "withdraw": {State.SUBMITTED: State.WITHDRAWN, State.TAKEN_IN: State.WITHDRAWN},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.DRAFT: refusals.NotSubmitted,
        State.SUBMITTED: refusals.AlreadySubmitted,
        State.TAKEN_IN: refusals.AlreadyTakenIn,
        State.DECLINED: refusals.ApplicationDeclined,
        State.WITHDRAWN: refusals.ApplicationWithdrawn,
    },
)
target = CYCLE.target
NOT_COMPETENT, NOT_NEEDED = "not_competent", "not_needed"  # 不属于本机关职权 依法不需要申请
GROUNDS = MappingProxyType({NOT_COMPETENT: "不属于本机关职权范围", NOT_NEEDED: "依法不需要提出申请"})


FILL, SUPPLEMENT, WITHDRAW, FOLLOW = "fill", "supplement", "withdraw", "follow"  # 填写 补正 撤回 查看
PURPOSES = (FILL, SUPPLEMENT, WITHDRAW, FOLLOW)


def require_linkable(purpose: str, state: str, awaiting: bool) -> None:
    """Whether a link for ``purpose`` leads anywhere; ``awaiting``: its case waits for materials. Raises NotLinkable."""
    now = State(state)
    allowed = {
        FILL: now is State.DRAFT,
        SUPPLEMENT: now is State.TAKEN_IN and awaiting,
        WITHDRAW: now in MOVES["withdraw"] or now is State.DRAFT,
        FOLLOW: True,
    }
    if not allowed[purpose]:
        raise refusals.NotLinkable(state=now.value)


@dataclass(frozen=True)
class Receipt:
    """``on`` is day 0 of every limit; ``at`` the moment that stands for it: the submission, or that day's beginning."""

    on: date
    at: datetime


def receipt(submitted_at: datetime, closes: time | None, calendar: WorkingCalendar) -> Receipt:
    """When an application counts as received (收到申请之日).

    On a working day before ``closes`` (the end of the window's last ordinary session; None: midnight) that day, else
    the next working day. Extended hours (延时服务) make no working day, and a submission before opening is of its day.
    """
    wall = local(submitted_at)
    day = wall.date()
    if calendar.is_working(day) and (closes is None or wall.time() < closes):
        return Receipt(day, submitted_at)
    return _next_day(day, calendar)


def receipt_anew(submitted_at: datetime, received_on: date, calendar: WorkingCalendar) -> Receipt:
    """The receipt by another calendar. What came in office hours came on its day; what did not counts from the next
    working day, whichever that is."""
    day = local(submitted_at).date()
    return Receipt(day, submitted_at) if received_on == day else _next_day(day, calendar)


def _next_day(day: date, calendar: WorkingCalendar) -> Receipt:
    following = calendar.add_working_days(day, 1)
    return Receipt(following, datetime.combine(following, time.min, SHANGHAI).astimezone(UTC))


def reply_clock(submitted_at: datetime, received_on: date) -> Started:
    """The clock of the reply from the day of submission: one working day more where it was received on the next."""
    day = local(submitted_at).date()
    start = clocks.receipt(day)
    return start if received_on == day else replace(start, limit=start.limit + 1)


def require_complete(required: Collection[tuple[int, str]], there: Collection[int], incomplete: bool) -> None:
    """``required``: seq and name of the materials that may not follow later. Raises ApplicationIncomplete."""
    missing = [name for seq, name in required if seq not in there]
    if missing and not incomplete:
        raise refusals.ApplicationIncomplete("缺少：" + "、".join(missing), missing=missing)


def rebound(asked: Mapping[int, str], now_asked: Mapping[int, str]) -> dict[int, int | None]:
    """Where each material's number went when the item's list was published anew: the same name, or to none."""
    where = {name: seq for seq, name in now_asked.items()}
    return {seq: where.get(name) for seq, name in asked.items()}


DAY = timedelta(days=1)
"""Applications begun with one phone are counted over this long."""
