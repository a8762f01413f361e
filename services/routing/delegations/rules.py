"""The life cycle of a delegation and what may be said on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from libs.common.deadlines.moment import local_day
from libs.common.errors import Refused


class State(StrEnum):
    OPENED = "opened"  # 已委托
    TAKEN = "taken"  # 已接件
    DONE = "done"  # 村里已办
    RETURNED = "returned"  # 已回镇中心
    RECALLED = "recalled"  # 镇中心收回


class Outcome(StrEnum):
    DONE = "done"
    NOT_DONE = "not_done"


class CannotTake(Refused):
    code, title = "delegation_not_open", "该代办件不在待接件状态"


class CannotFinish(Refused):
    code, title = "delegation_not_taken", "请先接件，再登记办理完成"


class CannotReturnDone(Refused):
    code, title = "delegation_not_done", "办理尚未完成，不能按办成退回"


class CannotReturnUndone(Refused):
    code, title = "delegation_already_settled", "该代办件已办理完成或已结束，不能按未办成退回"


class CannotRecall(Refused):
    code, title = "delegation_beyond_recall", "该代办件已办理完成或已结束，不能收回"


class ReasonMissing(Refused):
    """Work that comes back undone says why."""

    code, title, status = "return_reason_missing", "未办成退回须说明原因", 422


@dataclass(frozen=True)
class Move:
    origin: frozenset[State]
    to: State
    refusal: type[Refused]


MOVES: Mapping[str, Move] = {
    "take": Move(frozenset({State.OPENED}), State.TAKEN, CannotTake),
    "finish": Move(frozenset({State.TAKEN}), State.DONE, CannotFinish),
    "return_done": Move(frozenset({State.DONE}), State.RETURNED, CannotReturnDone),
    "return_undone": Move(frozenset({State.OPENED, State.TAKEN}), State.RETURNED, CannotReturnUndone),
    "recall": Move(frozenset({State.OPENED, State.TAKEN}), State.RECALLED, CannotRecall),
}
OPEN = frozenset({State.OPENED, State.TAKEN, State.DONE})


def return_move(outcome: Outcome, reason: str | None) -> str:
    """The move that a return with ``outcome`` is. Raises ReasonMissing."""
    if outcome is Outcome.DONE:
        return "return_done"
    if not (reason or "").strip():
        raise ReasonMissing(field="reason")
    return "return_undone"


def work_due_on(accepted_at: datetime, promised_on: date | None, legal_on: date | None) -> date:
    """The day by which the village's work is due: the promised one, else the legal one.

    Neither is set for an immediate item (即办件), which is finished on the day of acceptance.
    """
    return promised_on or legal_on or local_day(accepted_at)
