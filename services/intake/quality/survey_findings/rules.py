"""The life of a finding: put right with words, followed up by another person, closed or opened anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Started, due, limit
from libs.common.errors import Refused
from libs.common.moves import LifeCycle


class State(StrEnum):
    OPENED = "opened"  # 整改中
    RECTIFIED = "rectified"  # 已整改，待复查
    CLOSED = "closed"  # 已销号


MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "rectify": {State.OPENED: State.RECTIFIED},
        "reopen": {State.RECTIFIED: State.OPENED},
        "close": {State.RECTIFIED: State.CLOSED},
    }
)
LIMIT = limit("survey.rectification")


class FindingMoveRefused(Refused):
    code, title = "survey_finding_move_refused", "测评问题当前状态不允许此操作"


class NotRectifiedYet(FindingMoveRefused):
    code, title = "finding_not_rectified", "问题尚未整改"


class AwaitsFollowUp(FindingMoveRefused):
    code, title = "finding_awaits_follow_up", "问题已整改，等待复查"


class FindingClosed(FindingMoveRefused):
    code, title = "finding_closed", "问题已销号"


class FollowsUpOwnWork(Refused):
    """Who put it right does not say that it is right."""

    code, title, status = "follows_up_own_work", "不得复查自己的整改", 403


class SurveyNotClosed(Refused):
    code, title = "survey_not_closed", "问卷结束后才能立项整改"


class UnknownQuestion(Refused):
    code, title, status = "unknown_question", "问卷没有这一题", 422


class DayInPast(Refused):
    code, title, status = "finding_day_in_past", "整改期限应晚于今天", 422


CYCLE = LifeCycle(
    MOVES,
    {State.OPENED: NotRectifiedYet, State.RECTIFIED: AwaitsFollowUp, State.CLOSED: FindingClosed},
)
target = CYCLE.target


@dataclass(frozen=True)
class RectifyBy:
    """The day, with its derivation in words; ``provisional``: 暂定."""

    on: date
    derivation: str
    provisional: bool


def rectify_by(
    finding_id: str, opened_on: date, until: date | None, working_days: int, calendar: WorkingCalendar
) -> RectifyBy:
    """``working_days`` from the day it was opened, or ``until``, which no calendar moves. Raises DayInPast."""
    if until is None:
        found = due([clock(finding_id, opened_on, working_days)], calendar)
        assert found.due is not None, "nothing pauses this clock"
        return RectifyBy(found.due, found.text, found.provisional)
    if until <= opened_on:
        raise DayInPast(field="until")
    words = f"立项 {opened_on.month}月{opened_on.day}日，指定 {until.month}月{until.day}日前整改"
    return RectifyBy(until, words, provisional=False)


def clock(finding_id: str, opened_on: date, working_days: int) -> Started:
    """How long there is to put it right: ``opened_on`` is day 0."""
    return LIMIT.start(opened_on, id=finding_id, seq=0, promised=working_days, label="立项", limit_label="整改")
