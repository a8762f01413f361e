"""The life of a report to the authority above, and what stands in the way of completing such a case."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from libs.common.errors import Refused
from libs.common.moves import LifeCycle
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.rules import State as CaseState


class State(StrEnum):
    SUBMITTED = "submitted"  # 已上报
    ANSWERED = "answered"  # 上级已答复
    TOLD = "told"  # 已告知申请人
    SENT_BACK = "sent_back"  # 上级退回
    CLOSED = "closed"  # 随办件终止


WAYS = ("window", "phone", "message", "post", "village")  # 窗口 电话 短信 邮寄 村里转告
PENDING = (State.SUBMITTED, State.ANSWERED)
MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "follow_up": {state: state for state in PENDING},
        "answer": {State.SUBMITTED: State.ANSWERED},
        "send_back": {State.SUBMITTED: State.SENT_BACK},
        "tell": {State.ANSWERED: State.TOLD},
        "close": {state: State.CLOSED for state in PENDING},
    }
)


class ReportMoveRefused(Refused):
    code, title = "report_move_refused", "上报当前状态不允许此操作"


class ReportPending(ReportMoveRefused):
    code, title = "report_pending", "上级尚未答复"


class ReportAnswered(ReportMoveRefused):
    code, title = "report_answered", "上级已经答复"


class ReportTold(ReportMoveRefused):
    code, title = "report_told", "上级结果已经告知申请人"


class ReportSentBack(ReportMoveRefused):
    code, title = "report_sent_back", "上级已经退回"


class ReportClosed(ReportMoveRefused):
    code, title = "report_closed", "上报已随办件终止"


CYCLE = LifeCycle(
    MOVES,
    {
        State.SUBMITTED: ReportPending,
        State.ANSWERED: ReportAnswered,
        State.TOLD: ReportTold,
        State.SENT_BACK: ReportSentBack,
        State.CLOSED: ReportClosed,
    },
    {"follow_up": "登记跟踪", "answer": "登记答复", "send_back": "登记退回", "tell": "再次告知", "close": "终止"},
)


class NotReportedItem(Refused):
    """Only an item whose nature is 上报件 is decided above."""

    code, title = "item_not_reported", "该事项不是上报件，不需要上报"


class NotReported(Refused):
    code, title = "case_not_reported", "上报件尚未上报，不能办结"


class AnswerMissing(Refused):
    """The case ends with the report alone only when the authority itself goes on with it (转报办结)."""

    code, title = "upper_answer_missing", "上级尚未答复，只能按转报办结"


class ResultNotTold(Refused):
    code, title = "upper_result_not_told", "上级结果尚未告知申请人，不能办结"


def require_handled(case_state: str, report_state: str | None, result: Result) -> None:
    """Whether a 上报件 may be completed with ``result``. Raises NotReported, AnswerMissing, ResultNotTold."""
    if report_state is None or case_state == CaseState.ACCEPTED:
        raise NotReported()
    if case_state == CaseState.REPORTED and result is not Result.PASSED_ON:
        raise AnswerMissing()
    if case_state == CaseState.ANSWERED and report_state != State.TOLD:
        raise ResultNotTold()
