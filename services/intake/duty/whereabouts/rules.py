"""Leaving one's post and coming back. What hangs on the wall is about staff on duty, and says no more than needed."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden, Invalid, Refused
from libs.common.events.parts import ABSENCES, WHEREABOUTS

AT_POST, AWAY = WHEREABOUTS
# verb: states it may start from, state it leads to; who is away already says so anew (改去向、改时间)
MOVES: Final = {"leave": ((AT_POST, AWAY), AWAY), "return": ((AWAY,), AT_POST)}
# 开会 外出办事 下村 上门服务 出差 培训 请假. Of what kind a leave is, illness or other, is nobody's business here.
REASONS: Final = ABSENCES
LEAVE: Final = "leave"
SLOTS: Final = 36
"""Placards of one board: so many with the longest texts still fit a message to a display."""
LONGEST_NAME, LONGEST_POST, LONGEST_PLACE, LONGEST_PHONE = 12, 12, 16, 16
LEADS: Final = frozenset({Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR})
"""Who may speak for others, and decide who is on the board."""
_NUMBERS: Final = re.compile(r"\d{5,}")


class AlreadyAtPost(Refused):
    code, title = "already_at_post", "已在岗，无须返岗"


class NotOnBoard(Refused):
    code, title, status = "not_on_board", "该人员未列入去向牌", 404


class BoardFull(Refused):
    code, title = "whereabouts_board_full", "去向牌已满"


class StandInUnfit(Refused):
    code, title = "stand_in_unfit", "代岗人不在岗、已停用或不属于本中心"


class StandsIn(Refused):
    code, title = "stands_in", "正在为他人代岗，请先另行安排"


def require_own_or_lead(actor: Actor, login: str) -> None:
    """Everybody speaks for themselves. Raises Forbidden."""
    if actor.kind != "system" and actor.id != login and not actor.roles & LEADS:
        raise Forbidden("只能登记本人的去向")


def require_sayable(place: str | None, until: datetime | None, now: datetime) -> None:
    """Raises Invalid: a board on the wall holds no phone or id numbers but the post's own, and no time gone by."""
    if place is not None and _NUMBERS.search(place):
        raise Invalid(errors=[{"field": "place", "message": "去向中不要写电话、证件等号码"}])
    if until is not None and until <= now:
        raise Invalid(errors=[{"field": "until", "message": "预计返回时间应晚于现在"}])


def free_slot(taken: Collection[int]) -> int:
    """The lowest free place. Raises BoardFull."""
    free = next((slot for slot in range(1, SLOTS + 1) if slot not in taken), None)
    if free is None:
        raise BoardFull(limit=SLOTS)
    return free
