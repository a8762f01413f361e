"""The duty leader: who may be rostered, and the life of a swap. Nobody's day is changed without them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from libs.common.actor import Role
from libs.common.errors import Refused
from libs.common.moves import LifeCycle

LEADING = frozenset({Role.WINDOW_LEAD, Role.DIRECTOR})


class State(StrEnum):
    ASKED = "asked"  # 待对方同意
    ACCEPTED = "accepted"  # 已换班
    DECLINED = "declined"  # 对方不同意
    WITHDRAWN = "withdrawn"  # 已撤回
    LAPSED = "lapsed"  # 已失效


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "accept": {State.ASKED: State.ACCEPTED},
        "decline": {State.ASKED: State.DECLINED},
        "withdraw": {State.ASKED: State.WITHDRAWN},
        # The day has come, or the roster was changed meanwhile.
        "lapse": {State.ASKED: State.LAPSED},
    }
)


class SwapMoveRefused(Refused):
    code, title = "swap_move_refused", "换班当前状态不允许此操作"


class SwapAccepted(SwapMoveRefused):
    code, title = "swap_accepted", "换班已经同意"


class SwapDeclined(SwapMoveRefused):
    code, title = "swap_declined", "对方没有同意换班"


class SwapWithdrawn(SwapMoveRefused):
    code, title = "swap_withdrawn", "换班已撤回"


class SwapLapsed(SwapMoveRefused):
    code, title = "swap_lapsed", "换班已失效，值班日已到或值班表已改"


class SwapPending(Refused):
    code, title = "swap_pending", "该日已有待答复的换班"


class UnfitLeader(Refused):
    """Whoever leads is shown by name and post, as on the whereabouts board."""

    code, title, status = "unfit_leader", "值班领导应为本中心在职的主任或负责人，并已列入去向牌", 422


class PastDay(Refused):
    code, title, status = "past_duty_day", "过去的值班不能再改", 422


class NotYourDay(Refused):
    code, title, status = "not_your_duty_day", "该日不是您值班", 403


class NotTheOneAsked(Refused):
    code, title, status = "not_the_one_asked", "该换班不是向您提出的", 403


class NobodyOnThatDay(Refused):
    code, title, status = "nobody_on_duty_that_day", "要换的那一天不是对方值班", 422


CYCLE = LifeCycle(
    MOVES,
    {
        State.ACCEPTED: SwapAccepted,
        State.DECLINED: SwapDeclined,
        State.WITHDRAWN: SwapWithdrawn,
        State.LAPSED: SwapLapsed,
    },
)
target = CYCLE.target


def require_fit(active: bool, roles: Collection[str], on_board: bool, field: str = "login") -> None:
    """Raises UnfitLeader."""
    if not (active and on_board and LEADING.intersection(roles)):
        raise UnfitLeader(field=field)


def require_to_come(today: date, *days: date | None) -> None:
    """Raises PastDay; today may still be changed."""
    if any(day is not None and day < today for day in days):
        raise PastDay(field="day")
