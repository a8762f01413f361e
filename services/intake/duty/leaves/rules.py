"""Leave in half days: its life, its span, what may still be changed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from libs.common.actor import Actor, Role
from libs.common.clock import SHANGHAI, local
from libs.common.errors import Forbidden, Invalid
from libs.common.moves import LifeCycle
from services.intake.duty.leaves import refusals

NOON = time(12, 0)
LONGEST_DAYS = 366
LEADS = frozenset({Role.WINDOW_LEAD, Role.DIRECTOR})
"""Who decides, and sees of what kind a leave is."""
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "annual": "年假",
        "personal": "事假",
        "sick": "病假",
        "business": "公差",
        "training": "培训",
        "marriage": "婚假",
        "maternity": "产假",
        "bereavement": "丧假",
        "other": "其他",
    }
)


class State(StrEnum):
    REQUESTED = "requested"  # 待审批
    APPROVED = "approved"  # 已批准
    DECLINED = "declined"  # 未批准
    CANCELLED = "cancelled"  # 已取消


STANDING = (State.REQUESTED, State.APPROVED)
MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "approve": {State.REQUESTED: State.APPROVED},
        "decline": {State.REQUESTED: State.DECLINED},
        "cancel": {state: State.CANCELLED for state in STANDING},
        # Somebody else stands in than was approved.
        "stand_in": {State.APPROVED: State.APPROVED},
        # 销假: back before the day that was approved
        "shorten": {State.APPROVED: State.APPROVED},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.REQUESTED: refusals.NotDecided,
        State.APPROVED: refusals.AlreadyApproved,
        State.DECLINED: refusals.LeaveDeclined,
        State.CANCELLED: refusals.LeaveCancelled,
    },
)
target = CYCLE.target


class Half(StrEnum):
    """Half of a day in the hall, split at noon."""

    AM = "am"  # 上午
    PM = "pm"  # 下午

    @property
    def words(self) -> str:
        return "上午" if self is Half.AM else "下午"


def half_of(start: time, end: time) -> Half:
    """The half that a session belongs to: the one its middle lies in, so that each belongs to one."""
    middle = (start.hour + end.hour) * 60 + start.minute + end.minute
    return Half.AM if middle < 2 * NOON.hour * 60 else Half.PM


def half_at(moment: datetime) -> tuple[date, Half]:
    wall = local(moment)
    return wall.date(), Half.AM if wall.time() < NOON else Half.PM


@dataclass(frozen=True)
class Span:
    """From half day to half day, both included (Asia/Shanghai)."""

    first_day: date
    first_half: Half
    last_day: date
    last_half: Half

    @property
    def first(self) -> int:
        return _index(self.first_day, self.first_half)

    @property
    def last(self) -> int:
        return _index(self.last_day, self.last_half)

    @property
    def ends_at(self) -> datetime:
        """The moment from which it is over."""
        at = datetime.combine(self.last_day, NOON, SHANGHAI)
        return at if self.last_half is Half.AM else at + timedelta(hours=12)

    def covers(self, day: date, half: Half) -> bool:
        return self.first <= _index(day, half) <= self.last

    def overlaps(self, other: Span) -> bool:
        return self.first <= other.last and other.first <= self.last

    def halves(self, first: date, last: date) -> Iterator[date]:
        """The day of each of its half days that lies from ``first`` to ``last``."""
        begin, end = max(self.first, _index(first, Half.AM)), min(self.last, _index(last, Half.PM))
        return (date.fromordinal(index // 2) for index in range(begin, end + 1))

    @property
    def words(self) -> str:
        first = f"{self.first_day.month}月{self.first_day.day}日{self.first_half.words}"
        last = f"{self.last_day.month}月{self.last_day.day}日{self.last_half.words}"
        return first if first == last else f"{first}至{last}"


def _index(day: date, half: Half) -> int:
    return day.toordinal() * 2 + (half is Half.PM)


def require_own_or_lead(actor: Actor, login: str) -> None:
    """Everybody asks for themselves; leads also write down what they are told on the phone. Raises Forbidden."""
    if actor.kind != "system" and actor.id != login and not actor.roles & LEADS:
        raise Forbidden("只能办理本人的请假")


def require_decider(actor: Actor, login: str) -> None:
    """Raises OwnLeave: nobody decides their own."""
    if actor.id == login:
        raise refusals.OwnLeave()


def require_span(span: Span, now: datetime, *, backdated: bool) -> None:
    """Raises Invalid (backwards, too long) or LeaveInPast; a lead may write down what began before (``backdated``)."""
    if span.last < span.first:
        raise Invalid(errors=[{"field": "last_day", "message": "请假结束时间早于开始时间"}])
    if (span.last_day - span.first_day).days >= LONGEST_DAYS:
        raise Invalid(errors=[{"field": "last_day", "message": f"一次请假不超过{LONGEST_DAYS}天"}])
    if not backdated and span.first < _index(*half_at(now)):
        raise refusals.LeaveInPast(field="first_day")


def require_apart(span: Span, others: Iterable[Span]) -> None:
    """Raises LeaveOverlaps."""
    for other in others:
        if span.overlaps(other):
            raise refusals.LeaveOverlaps(f"已有{other.words}的请假", field="first_day")


def require_cancellable(span: Span, now: datetime) -> None:
    """Raises LeaveBegun once its first half day has passed: what has been is shortened, not undone."""
    if _index(*half_at(now)) > span.first:
        raise refusals.LeaveBegun()


def shortened(span: Span, last_day: date, last_half: Half, now: datetime) -> Span:
    """The span that ends earlier. Raises LeaveOver, NotShorter; half days that have passed stay in it."""
    cut = Span(span.first_day, span.first_half, last_day, last_half)
    present = _index(*half_at(now))
    if present > span.last:
        raise refusals.LeaveOver()
    if not max(span.first, present - 1) <= cut.last < span.last:
        raise refusals.NotShorter(field="last_day")
    return cut
