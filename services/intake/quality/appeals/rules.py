"""The life of an appeal (申诉). Source: 国办发〔2019〕51号 — 误评 and 恶意差评 are kept out of the rates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from libs.common.calendar.rules import WorkingCalendar
from libs.common.errors import Refused


class State(StrEnum):
    LODGED = "lodged"  # 待核实
    UPHELD = "upheld"  # 申诉成立
    DISMISSED = "dismissed"  # 申诉不成立


MISTAKEN, MALICIOUS = "mistaken", "malicious"  # 误评 恶意差评
FINDINGS = (MISTAKEN, MALICIOUS)

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {"uphold": {State.LODGED: State.UPHELD}, "dismiss": {State.LODGED: State.DISMISSED}}
)


class AppealDecided(Refused):
    code, title = "appeal_decided", "申诉已有结论"


class AppealLodged(Refused):
    code, title = "appeal_lodged", "该评价已经申诉过"


class NotBad(Refused):
    code, title, status = "rating_not_bad", "只有差评可以申诉", 422


class AppealTooLate(Refused):
    code, title = "appeal_too_late", "已超过申诉期限"


class OwnAppeal(Refused):
    """Nobody decides on the appeal that they lodged or that is about themselves."""

    code, title, status = "own_appeal", "不得核实本人的申诉", 403


def require_in_time(closed_on: date | None, today: date, days: int, calendar: WorkingCalendar) -> None:
    """Raises AppealTooLate more than ``days`` working days after the rating was closed; an open one is in time."""
    if closed_on is not None and today > (until := calendar.add_working_days(closed_on, days)):
        raise AppealTooLate(until=until.isoformat())
