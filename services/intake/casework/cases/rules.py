"""The life cycle of a case (办件), and what must be there before it is accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from libs.common.moves import LifeCycle
from services.intake.casework.cases import refusals


class State(StrEnum):
    REGISTERED = "registered"  # 已登记
    AWAITING = "awaiting_supplement"  # 待补正
    ACCEPTED = "accepted"  # 已受理
    PAUSED = "paused"  # 暂停计时
    REPORTED = "reported"  # 已上报
    ANSWERED = "answered"  # 上级已答复
    COMPLETED = "completed"  # 已办结
    RETURNED = "returned"  # 已退件
    WITHDRAWN = "withdrawn"  # 已撤回

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.REGISTERED: "已登记",
    State.AWAITING: "待补正",
    State.ACCEPTED: "已受理",
    State.PAUSED: "暂停计时",
    State.REPORTED: "已上报",
    State.ANSWERED: "上级已答复",
    State.COMPLETED: "已办结",
    State.RETURNED: "已退件",
    State.WITHDRAWN: "已撤回",
}
UNDECIDED = (State.REGISTERED, State.AWAITING)
OURS = (State.ACCEPTED, State.PAUSED)
ABOVE = (State.REPORTED, State.ANSWERED)
IN_HAND = (*OURS, *ABOVE)
OPEN = (*UNDECIDED, *IN_HAND)
ENDED = (State.COMPLETED, State.RETURNED, State.WITHDRAWN)

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        # Handing in a material changes no state by itself.
        "receive": {state: state for state in OPEN},
        "notify": {state: State.AWAITING for state in UNDECIDED},
        # 行政许可法 art. 32(5): once everything asked for is there, the case has to be accepted.
        "supplement": {State.AWAITING: State.ACCEPTED},
        "accept": {state: State.ACCEPTED for state in UNDECIDED},
        "pause": {State.ACCEPTED: State.PAUSED},
        "resume": {State.PAUSED: State.ACCEPTED},
        "extend": {state: state for state in OURS},
        "stage": {state: state for state in IN_HAND},
        # A department whose undertaking let the case be completed still answers afterwards.
        "part": {state: state for state in (*OURS, State.COMPLETED)},
        "ask_anew": {State.ACCEPTED: State.ACCEPTED},
        "joint_rule": {state: state for state in OURS},
        "review": {state: state for state in OURS},
        "report": {State.ACCEPTED: State.REPORTED},
        "send_back": {State.REPORTED: State.ACCEPTED},
        "follow_up": {state: state for state in ABOVE},
        "answer": {State.REPORTED: State.ANSWERED},
        "tell": {State.ANSWERED: State.ANSWERED},
        # From "reported" only where the authority itself goes on with it (转报办结).
        "complete": {state: State.COMPLETED for state in (State.ACCEPTED, *ABOVE)},
        "return": {state: State.RETURNED for state in OPEN},
        "withdraw": {state: State.WITHDRAWN for state in OPEN},
        # 补正期限内未补正的，可按撤回申请处理.
        "lapse": {State.AWAITING: State.WITHDRAWN},
        "deliver": {State.COMPLETED: State.COMPLETED},
        "archive": {state: state for state in ENDED},
        "dispose": {state: state for state in ENDED},
        # A number that another system gives may come late, even after the end.
        "refer": {state: state for state in State},
    }
)
_IN_THE_WAY = {
    State.REGISTERED: refusals.NotAccepted,
    State.AWAITING: refusals.AwaitingSupplement,
    State.ACCEPTED: refusals.AlreadyAccepted,
    State.PAUSED: refusals.CasePaused,
    State.REPORTED: refusals.CaseReportedUp,
    State.ANSWERED: refusals.CaseAnsweredAbove,
    State.COMPLETED: refusals.CaseCompleted,
    State.RETURNED: refusals.CaseReturned,
    State.WITHDRAWN: refusals.CaseWithdrawn,
}
_TITLES = {
    ("supplement", State.REGISTERED): "办件没有待补正的材料，不能补正材料",
    ("lapse", State.REGISTERED): "办件没有待补正的材料，不能按逾期未补正处理",
    ("accept", State.ACCEPTED): "办件已经受理，不能再次受理",
    ("resume", State.ACCEPTED): "办件没有暂停计时，不能恢复计时",
    ("pause", State.PAUSED): "办件已经暂停计时，不能再次暂停",
    ("report", State.REPORTED): "办件已经上报，不能再次上报",
    ("answer", State.ANSWERED): "上级已经答复，不能再次登记答复",
    **{
        (verb, State.ACCEPTED): f"办件尚未上报，不能{refusals.VERBS[verb]}"
        for verb in ("send_back", "follow_up", "answer", "tell")
    },
    ("complete", State.COMPLETED): "办件已经办结，不能再次办结",
    ("return", State.RETURNED): "办件已经退件，不能再次退件",
    ("withdraw", State.WITHDRAWN): "办件已经撤回，不能再次撤回",
}
CYCLE = LifeCycle(MOVES, _IN_THE_WAY, refusals.VERBS, _TITLES)
target = CYCLE.target


class Result(StrEnum):
    """How a case ended (办结结果). Platforms number them in different ways: the word is kept, the edge maps it."""

    ISSUED = "issued"  # 出证办结
    DONE = "done"  # 办结
    PASSED_ON = "passed_on"  # 转报办结
    RETURNED = "returned"  # 退回办结
    WITHDRAWN = "withdrawn"  # 撤回办结
    NOT_SUPPLEMENTED = "not_supplemented"  # 补正不来办结

    @property
    def words(self) -> str:
        return _RESULT_WORDS[self]


_RESULT_WORDS = {
    Result.ISSUED: "出证办结",
    Result.DONE: "办结",
    Result.PASSED_ON: "转报办结",
    Result.RETURNED: "退回办结",
    Result.WITHDRAWN: "撤回办结",
    Result.NOT_SUPPLEMENTED: "补正不来办结",
}
COMPLETIONS = (Result.ISSUED, Result.DONE, Result.PASSED_ON)


class MaterialState(Protocol):
    """What a rule needs to know of a material of a case."""

    @property
    def seq(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def conditional(self) -> bool: ...
    @property
    def received(self) -> bool: ...


M = TypeVar("M", bound=MaterialState)


@dataclass(frozen=True)
class Undertaking:
    """A written promise (容缺承诺) to bring material ``seq``: what, and until when. Late means withdrawn."""

    seq: int
    what: str
    until: date


def lacking(materials: Iterable[M]) -> list[M]:
    """Every required material that is not there, those that may follow (可容缺) included."""
    return [material for material in materials if material.required and not material.received]


def require_materials(materials: Sequence[MaterialState], undertakings: Sequence[Undertaking], today: date) -> None:
    """Whether the case may be accepted: each required material is there, or may follow and is undertaken.

    Raises MaterialsMissing, UndertakingMissing, UndertakingNotAllowed or UndertakingInPast.
    """
    missing = lacking(materials)
    blocking = [material.name for material in missing if not material.conditional]
    if blocking:
        raise refusals.MaterialsMissing("缺少：" + "、".join(blocking), missing=blocking)
    undertaken = {undertaking.seq: undertaking for undertaking in undertakings}
    open_ended = [material.name for material in missing if material.seq not in undertaken]
    if open_ended:
        raise refusals.UndertakingMissing("请填写承诺：" + "、".join(open_ended), missing=open_ended)
    idle = undertaken.keys() - {material.seq for material in missing}
    if idle:
        raise refusals.UndertakingNotAllowed(f"第{min(idle)}项材料", field="undertakings")
    for undertaking in undertakings:
        if undertaking.until <= today:
            raise refusals.UndertakingInPast(f"第{undertaking.seq}项材料", field="undertakings")


def timing(completed_on: date, promised_on: date | None) -> str:
    """提前, 按时 or 超期 against the promised date; a case that promised none is on time."""
    if promised_on is None or completed_on == promised_on:
        return "on_time"
    return "early" if completed_on < promised_on else "overdue"


def case_number(division: str, day: date, window: int, serial: int) -> str:
    """行政区划 9 + date 8 + window 2 + serial 4 digits. Raises NumbersExhausted after 9999 a window and day."""
    if serial > 9999:
        raise refusals.NumbersExhausted()
    return f"{division}{day:%Y%m%d}{window:02d}{serial:04d}"
