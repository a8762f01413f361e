"""Who answers for a person's matter. Source: 首问责任制 — handle it, lead the person to it, or find the competent body.

Offering a matter to somebody changes nothing: the giver answers until the receiver has taken it (移交, on the record).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from libs.common.errors import Refused


class State(StrEnum):
    ANSWERING = "answering"  # 负责中
    OFFERED = "offered"  # 移交待接收
    CLOSED = "closed"  # 已办结


CHANNELS = ("window", "phone", "online", "visit")  # 窗口 电话 网上 上门
HANDLED, LED, REFERRED = "handled", "led", "referred"  # 已办理或答复 已引导到窗口 已告知主管单位
OUTCOMES = (HANDLED, LED, REFERRED)
TAKEN_OVER = "take_over"  # AB岗接替

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "offer": {State.ANSWERING: State.OFFERED},
        "accept": {State.OFFERED: State.ANSWERING},
        "decline": {State.OFFERED: State.ANSWERING},
        "recall": {State.OFFERED: State.ANSWERING},
        "close": {State.ANSWERING: State.CLOSED},
        # AB 岗: the holder is away, B answers and may not refuse; what is offered to a third stays offered.
        "take_over": {State.ANSWERING: State.ANSWERING, State.OFFERED: State.OFFERED},
    }
)


class InquiryMoveRefused(Refused):
    code, title = "inquiry_move_refused", "首问事项当前状态不允许此操作"


class HandoverPending(InquiryMoveRefused):
    code, title = "handover_pending", "移交尚未被接收"


class NothingOffered(InquiryMoveRefused):
    code, title = "nothing_offered", "没有待接收的移交"


class InquiryClosed(InquiryMoveRefused):
    code, title = "inquiry_closed", "首问事项已办结"


class NotAnswerable(Refused):
    """Only who answers for it (or the director, on the record) hands it over; only that person ends it."""

    code, title, status = "not_answerable", "您不是该事项的责任人", 403


class NotTheReceiver(Refused):
    code, title, status = "not_the_receiver", "该移交不是给您的", 403


class UnknownReceiver(Refused):
    code, title, status = "unknown_receiver", "接收人应为本中心在职的其他工作人员", 422


class CaseStillOpen(Refused):
    """Who answers for a case does so until it has ended or is handed over."""

    code, title = "case_still_open", "办件尚未办结，首问责任不能终止"


class CaseEnded(Refused):
    code, title = "case_ended", "办件已办结，无需移交"


class CompetentBodyMissing(Refused):
    """不属本中心的，应当告知主管单位."""

    code, title, status = "competent_body_missing", "请写明有权办理的机关", 422


def require_move(state: str, verb: str) -> State:
    """Where ``verb`` leads from ``state``. Raises the InquiryMoveRefused that names what is in the way."""
    now = State(state)
    to = MOVES[verb].get(now)
    if to is not None:
        return to
    if now is State.CLOSED:
        raise InquiryClosed()
    raise HandoverPending() if now is State.OFFERED else NothingOffered()


def require_outcome(outcome: str, competent_body: str | None) -> None:
    """Raises CompetentBodyMissing for a referral that names nobody."""
    if outcome == REFERRED and not (competent_body or "").strip():
        raise CompetentBodyMissing(field="competent_body")
