"""The life of a stage. A case has as many as its way needs, also side by side (公示 while a certificate is made)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from libs.common.errors import Refused
from libs.common.moves import LifeCycle


class State(StrEnum):
    BEGUN = "begun"  # 进行中
    FINISHED = "finished"  # 已完成
    STOPPED = "stopped"  # 已终止


# 通过, 退回, 其他: the 业务动作 of GB/T 39046; a stage that its case's end cut off has none of them.
OUTCOMES = ("passed", "sent_back", "other")
MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {"finish": {State.BEGUN: State.FINISHED}, "stop": {State.BEGUN: State.STOPPED}}
)


class StageMoveRefused(Refused):
    code, title = "stage_move_refused", "环节当前状态不允许此操作"


class StageFinished(StageMoveRefused):
    code, title = "stage_finished", "环节已经完成"


class StageStopped(StageMoveRefused):
    code, title = "stage_stopped", "环节已经终止"


class StageBegun(StageMoveRefused):
    code, title = "stage_begun", "环节正在进行"


class UnknownStage(Refused):
    code, title, status = "unknown_stage", "没有这种办理环节", 422


class StageTimes(Refused):
    """A stage lies between acceptance and now."""

    code, title, status = "stage_times", "环节开始时间应在受理之后，且不晚于现在", 422


class StageOpen(Refused):
    """``data["stages"]`` names what has begun and not ended."""

    code, title = "stage_open", "办理环节尚未结束，不能办结"


CYCLE = LifeCycle(
    MOVES,
    {State.BEGUN: StageBegun, State.FINISHED: StageFinished, State.STOPPED: StageStopped},
    {"finish": "登记完成", "stop": "终止"},
)


def require_times(accepted_at: datetime | None, began_at: datetime, now: datetime) -> None:
    """Raises StageTimes."""
    if accepted_at is None or not accepted_at <= began_at <= now:
        raise StageTimes(field="began_at")
