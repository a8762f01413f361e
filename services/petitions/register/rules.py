"""What may be registered, and what of it a handling unit gets to see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden, Refused
from libs.common.identity.masking import mask_text

CHANNELS = ("12345", "市长公开电话", "市长信箱", "公众民生诉求", "来访", "坝坝会")
KINDS = ("咨询", "求助", "投诉", "举报", "建议")
# The clocks of the county's platform and ours may differ by this much.
CLOCK_TOLERANCE = timedelta(minutes=5)
WITHHELD = "（已隐去）"


class State(StrEnum):
    REGISTERED = "registered"  # 已登记
    DISPATCHED = "dispatched"  # 已交办
    SIGNED = "signed"  # 已签收
    ANSWERED = "answered"  # 已答复
    CLOSED = "closed"  # 已办结


class CannotDispatch(Refused):
    code, title = "petition_not_registered", "该诉求已交办或已办结"


class CannotRedispatch(Refused):
    code, title = "petition_not_redispatchable", "只有已交办、未签收的诉求可以改派"


class CannotSign(Refused):
    code, title = "petition_not_dispatched", "该诉求不在待签收状态"


class CannotAnswer(Refused):
    code, title = "petition_not_signed", "请先签收，再答复"


class CannotClose(Refused):
    """Every petition is answered before it is closed (件件有回音)."""

    code, title = "petition_not_answered", "尚未答复，不能办结"


class UnknownCategory(Refused):
    code, title, status = "unknown_category", "没有这个诉求类别", 422


class ReceivedInFuture(Refused):
    code, title, status = "received_in_future", "收到时间晚于当前时间", 422


class NumberTaken(Refused):
    """The number belongs to another petition: same number, other content."""

    code, title = "petition_number_taken", "编号已被另一件诉求使用"


class NotYourPetition(Forbidden):
    """A handling unit sees and handles what was dispatched to it, nothing else."""

    code, title = "not_your_petition", "不是交办给本单位的诉求"


class CallerWithheld(Forbidden):
    """Said alike of a secret caller and of none at all, so that the refusal itself tells nothing."""

    code, title = "caller_withheld", "不提供诉求人信息"


@dataclass(frozen=True)
class Move:
    origin: frozenset[State]
    to: State
    refusal: type[Refused]


MOVES: Mapping[str, Move] = {
    "dispatch": Move(frozenset({State.REGISTERED}), State.DISPATCHED, CannotDispatch),
    "redispatch": Move(frozenset({State.DISPATCHED}), State.DISPATCHED, CannotRedispatch),
    "sign": Move(frozenset({State.DISPATCHED}), State.SIGNED, CannotSign),
    "answer": Move(frozenset({State.SIGNED}), State.ANSWERED, CannotAnswer),
    "close": Move(frozenset({State.ANSWERED}), State.CLOSED, CannotClose),
}
# The clock runs while a unit owes an answer.
RUNNING = frozenset({State.DISPATCHED, State.SIGNED})


def check_received(received_at: datetime, now: datetime) -> None:
    """Raise ReceivedInFuture for a moment that has not come yet."""
    if received_at > now + CLOCK_TOLERANCE:
        raise ReceivedInFuture(field="received_at")


def own_number(day: date, serial: int) -> str:
    """The number of a petition that came without one from above: day and running number."""
    return f"SQ{day:%Y%m%d}-{serial:04d}"


def is_secret(wants_secrecy: bool, category_confidential: bool) -> bool:
    """Hidden when the caller asked for it, and always for reports (举报) by category (信访工作条例 art. 30)."""
    return wants_secrecy or category_confidential


def is_handling_unit(actor: Actor, unit: str | None) -> bool:
    """Whether the actor belongs to the unit that handles it: then he is shown what the unit may see, no more."""
    return actor.unit is not None and actor.unit == unit


def sees_everything(actor: Actor, unit: str | None) -> bool:
    """Petition officers and directors, except those of the handling unit itself (回避)."""
    if is_handling_unit(actor, unit):
        return False
    return actor.kind == "system" or bool(actor.roles & {Role.PETITION_OFFICER, Role.DIRECTOR})


def text_for_unit(text: str, caller_name: str | None, caller_phone: str | None) -> str:
    """The text with the caller's name and phone taken out and every other number masked.

    Done to every petition alike: a text that is changed only when secrecy was asked for gives it away.
    """
    if caller_name and len(caller_name) > 1:
        text = text.replace(caller_name, WITHHELD)
    digits = [mark for mark in caller_phone or "" if mark.isdigit()]
    if len(digits) >= 5:
        # However the number is spaced: a masked one would still tell its first and last digits.
        text = re.sub(r"[\s-]*".join(digits), WITHHELD, text)
    return mask_text(text)
