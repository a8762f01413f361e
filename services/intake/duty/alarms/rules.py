"""What duty is alarmed about."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

POST_UNCOVERED, NO_DUTY_LEADER, NO_INSPECTION = "post_uncovered", "no_duty_leader", "no_inspection"
KINDS: Mapping[str, str] = MappingProxyType(
    {POST_UNCOVERED: "窗口无人顶岗", NO_DUTY_LEADER: "无值班领导", NO_INSPECTION: "当日未巡查"}
)
WHOLE_HALL = 0
"""In place of a window."""


class State(StrEnum):
    RAISED = "raised"  # 预警中
    CLEARED = "cleared"  # 已消除
    LAPSED = "lapsed"  # 已过时


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "clear": {State.RAISED: State.CLEARED},
        # Its time has passed and nothing was done.
        "lapse": {State.RAISED: State.LAPSED},
    }
)
