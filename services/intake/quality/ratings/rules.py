"""What may be rated, and by which way. Source: 国办发〔2019〕51号 (政务服务“好差评”): one handling, one rating,
voluntary, five levels; 不满意 and 非常不满意 are bad ratings (差评)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from libs.common.errors import Refused
from libs.common.events.parts import LEVELS

MOST_INDICATORS = 20
BAD = LEVELS[3:]
TICKET, CASE = "ticket", "case"
CHANNELS = ("evaluator", "qr", "phone", "window", "paper")  # 评价器 二维码 电话 窗口 意见表
TAKEN_DOWN = CHANNELS[2:]
"""Ways by which somebody of the hall writes down what the person said."""

_RATABLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {TICKET: ("serving", "finished"), CASE: ("completed", "returned")}
)


class UnknownHandling(Refused):
    code, title, status = "unknown_handling", "没有这次办理", 404


class WrongNumberOrCode(UnknownHandling):
    """Said to who is not signed in; it is counted, so that a code cannot be tried out."""

    kept = True


class NotHandledYet(Refused):
    code, title = "not_handled_yet", "尚未办理，不能评价"


class AlreadyRated(Refused):
    code, title = "already_rated", "本次办理已经评价"


class RatesOwnWork(Refused):
    """Who served a person does not write down that person's rating."""

    code, title, status = "rates_own_work", "不得代录对本人的评价", 403


class UnknownIndicator(Refused):
    code, title, status = "unknown_indicator", "评价指标无效", 422


def require_ratable(state: str | None, kind: str = TICKET) -> None:
    """Raises unless the ticket or case (``kind``) in this state was dealt with: a person rates what was done."""
    if state is None:
        raise UnknownHandling()
    if state not in _RATABLE[kind]:
        raise NotHandledYet()


def is_bad(level: str) -> bool:
    """Whether the level opens a rectification (差评)."""
    return level in BAD
