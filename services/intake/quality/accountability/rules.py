"""The life of an accountability entry. Source: 责任追究制 — nobody is decided upon unheard, or by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from libs.common.errors import Refused


class State(StrEnum):
    OPENED = "opened"  # 待说明
    STATED = "stated"  # 已说明
    DECIDED = "decided"  # 已决定
    CANCELLED = "cancelled"  # 已撤销


OVERDUE_CASE, SECOND_TRIP, MISSED_CONTACT, COMPLAINT = "overdue_case", "second_trip", "missed_contact", "complaint"
GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        OVERDUE_CASE: "办件超期",
        SECOND_TRIP: "未一次性告知",
        MISSED_CONTACT: "差评逾期未联系",
        COMPLAINT: "投诉、差评查实",
    }
)
DECISIONS: Mapping[str, str] = MappingProxyType(
    {
        "none": "不予追究",
        "reminded": "提醒谈话",
        "criticised": "批评教育",
        "notified": "通报批评",
        "referred": "移送有关机关",
    }
)
CANCELLED = "cancelled"

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "assign": {State.OPENED: State.OPENED},
        "state": {State.OPENED: State.STATED},
        # Unheard only once the time for the statement is over.
        "decide": {State.OPENED: State.DECIDED, State.STATED: State.DECIDED},
        # The ground has fallen away: an appeal was upheld.
        "cancel": {state: State.CANCELLED for state in (State.OPENED, State.STATED, State.DECIDED)},
        # A case that a new calendar had made timely is overdue after all.
        "reopen": {State.CANCELLED: State.OPENED},
    }
)


class AccountabilityMoveRefused(Refused):
    code, title = "accountability_move_refused", "责任追究当前状态不允许此操作"


class StatementGiven(AccountabilityMoveRefused):
    code, title = "statement_given", "当事人已作说明"


class EntryDecided(AccountabilityMoveRefused):
    code, title = "accountability_decided", "责任追究已有结论"


class EntryCancelled(AccountabilityMoveRefused):
    code, title = "accountability_cancelled", "责任追究已撤销"


class NobodyNamed(Refused):
    code, title = "nobody_named", "尚未确定当事人"


class NotHeardYet(Refused):
    """``data["statement_by"]``: until then the person may state their side."""

    code, title = "not_heard_yet", "当事人说明期限未满，不能决定"


class NotTheOneConcerned(Refused):
    code, title, status = "not_the_one_concerned", "只有当事人可以说明", 403


class OwnEntry(Refused):
    code, title, status = "own_entry", "不得决定本人的责任追究", 403


class UnknownPerson(Refused):
    code, title, status = "unknown_person", "当事人应为本中心工作人员", 422


_IN_THE_WAY: Mapping[State, type[AccountabilityMoveRefused]] = MappingProxyType(
    {State.STATED: StatementGiven, State.DECIDED: EntryDecided, State.CANCELLED: EntryCancelled}
)


def require_move(state: str, verb: str) -> State:
    """Where ``verb`` leads from ``state``. Raises the AccountabilityMoveRefused that names what is in the way."""
    now = State(state)
    to = MOVES[verb].get(now)
    if to is None:
        raise _IN_THE_WAY.get(now, AccountabilityMoveRefused)(state=now.value)
    return to


def require_decidable(state: str, person: str | None, statement_by: date | None, today: date, decider: str) -> None:
    """Raises AccountabilityMoveRefused, NobodyNamed, OwnEntry, or NotHeardYet before the statement's time is over."""
    require_move(state, "decide")
    if person is None or statement_by is None:
        raise NobodyNamed()
    if person == decider:
        raise OwnEntry()
    if state == State.OPENED and today <= statement_by:
        raise NotHeardYet(statement_by=statement_by.isoformat())
