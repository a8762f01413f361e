"""The life of a bad rating's rectification (差评整改). Source: 国办发〔2019〕51号 — contacted, put right, called back.

The person is contacted within one working day and it is put right within fifteen (the latter by convention). Real-name
bad ratings are called back, all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from libs.common.deadlines import limit
from libs.common.errors import Refused


class State(StrEnum):
    OPENED = "opened"  # 待联系
    CONTACTED = "contacted"  # 整改中
    RECTIFIED = "rectified"  # 待回访
    CLOSED = "closed"  # 已办结


RUNNING = (State.OPENED, State.CONTACTED)
OPEN = (*RUNNING, State.RECTIFIED)
CONTACT, RECTIFICATION = "contact", "rectification"
LIMITS = MappingProxyType({CONTACT: limit("rating.contact"), RECTIFICATION: limit("rating.rectification")})
RUNS_IN: Mapping[str, tuple[State, ...]] = MappingProxyType({CONTACT: (State.OPENED,), RECTIFICATION: RUNNING})

CONTACTS = ("reached", "unreached", "anonymous")  # 已联系 未联系上 匿名无法联系
FINDINGS = ("justified", "unfounded")  # 属实 不属实
CALL_BACKS = ("settled", "unsettled", "unreached", "anonymous")  # 满意 不满意 未联系上 匿名无法回访
OUTCOMES = (*CALL_BACKS, "appeal_upheld")

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        # An attempt in vain is on the record and changes nothing.
        "try": {State.OPENED: State.OPENED, State.RECTIFIED: State.RECTIFIED},
        "contact": {State.OPENED: State.CONTACTED},
        "rectify": {State.CONTACTED: State.RECTIFIED},
        "redo": {State.RECTIFIED: State.CONTACTED},
        "close": {State.RECTIFIED: State.CLOSED},
        "strike": {state: State.CLOSED for state in OPEN},
    }
)


class RectificationMoveRefused(Refused):
    code, title = "rectification_move_refused", "差评整改当前状态不允许此操作"


class NotContactedYet(RectificationMoveRefused):
    code, title = "rectification_not_contacted", "尚未联系评价人"


class NotRectifiedYet(RectificationMoveRefused):
    code, title = "rectification_not_rectified", "尚未完成整改"


class AlreadyContacted(RectificationMoveRefused):
    code, title = "rectification_already_contacted", "已经联系过评价人"


class AwaitsCallBack(RectificationMoveRefused):
    code, title = "rectification_awaits_call_back", "已整改，等待回访"


class RectificationClosed(RectificationMoveRefused):
    code, title = "rectification_closed", "差评已办结"


class MustBeCalled(Refused):
    """Only who left neither a phone nor a case cannot be called."""

    code, title, status = "rater_must_be_called", "实名差评须联系本人，不能按匿名处理", 422


_IN_THE_WAY: Mapping[tuple[str, State], type[RectificationMoveRefused]] = MappingProxyType(
    {
        ("contact", State.CONTACTED): AlreadyContacted,
        ("contact", State.RECTIFIED): AlreadyContacted,
        ("rectify", State.OPENED): NotContactedYet,
        ("rectify", State.RECTIFIED): AwaitsCallBack,
        ("close", State.OPENED): NotContactedYet,
        ("close", State.CONTACTED): NotRectifiedYet,
    }
)


def require_move(state: str, verb: str) -> State:
    """Where ``verb`` leads from ``state``. Raises the RectificationMoveRefused that names what is in the way."""
    now = State(state)
    to = MOVES[verb].get(now)
    if to is None:
        raise _IN_THE_WAY.get((verb, now), RectificationClosed)(state=now.value)
    return to


def after_contact(outcome: str, real_name: bool, attempts: int, most: int) -> str:
    """The move that a contact makes; ``attempts`` in vain so far, this one included. Raises MustBeCalled."""
    if outcome == "anonymous" and real_name:
        raise MustBeCalled(field="outcome")
    return "try" if outcome == "unreached" and attempts < most else "contact"


def after_call_back(
    outcome: str, real_name: bool, attempts: int, most_attempts: int, rounds: int, most_rounds: int
) -> str:
    """The move that a call-back makes: what is not settled is done again, ``most_rounds`` times at most.

    Raises MustBeCalled.
    """
    if outcome == "anonymous" and real_name:
        raise MustBeCalled(field="outcome")
    if outcome == "unreached" and attempts < most_attempts:
        return "try"
    return "redo" if outcome == "unsettled" and rounds < most_rounds else "close"
