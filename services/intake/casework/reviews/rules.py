"""The life of a joint review."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from libs.common.errors import Refused
from libs.common.moves import LifeCycle


class State(StrEnum):
    PLANNED = "planned"  # 已约定
    HELD = "held"  # 已召开
    CANCELLED = "cancelled"  # 已取消


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "replan": {State.PLANNED: State.PLANNED},
        "hold": {State.PLANNED: State.HELD},
        "cancel": {State.PLANNED: State.CANCELLED},
    }
)


class ReviewMoveRefused(Refused):
    code, title = "review_move_refused", "会审当前状态不允许此操作"


class ReviewPlanned(ReviewMoveRefused):
    code, title = "review_planned", "会审已经约定"


class ReviewHeld(ReviewMoveRefused):
    code, title = "review_held", "会审已经召开"


class ReviewCancelled(ReviewMoveRefused):
    code, title = "review_cancelled", "会审已经取消"


class ReviewStands(Refused):
    """One at a time: replan the one that is planned. ``data["review_id"]`` is it."""

    code, title = "review_stands", "该办件已约定会审，请改期或先取消"


class ReviewInPast(Refused):
    code, title, status = "review_in_past", "会审时间应晚于现在", 422


class NotOfTheCase(Refused):
    """``data["departments"]`` take no part in the case."""

    code, title, status = "review_department_unknown", "到会部门不是该办件的协办部门", 422


CYCLE = LifeCycle(
    MOVES,
    {State.PLANNED: ReviewPlanned, State.HELD: ReviewHeld, State.CANCELLED: ReviewCancelled},
    {"replan": "改期", "hold": "登记结果", "cancel": "取消"},
)


def require_future(at: datetime, now: datetime) -> None:
    """Raises ReviewInPast."""
    if at <= now:
        raise ReviewInPast(field="at")


def require_of_case(named: Collection[str], departments: Collection[str]) -> None:
    """Raises NotOfTheCase."""
    strangers = sorted(set(named) - set(departments))
    if strangers:
        raise NotOfTheCase("、".join(strangers), field="attended", departments=strangers)
