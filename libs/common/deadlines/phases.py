"""How pressing a deadline is on a given day (红黄绿灯)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines.deadline import Deadline


class Phase(StrEnum):
    RUNNING = "running"
    APPROACHING = "approaching"
    DUE = "due"
    OVERDUE = "overdue"
    PAUSED = "paused"
    CONCLUDED = "concluded"


def phase(deadline: Deadline, today: date, approaching_days: int, calendar: WorkingCalendar | None = None) -> Phase:
    """The phase on ``today`` (Asia/Shanghai). ``DUE`` is the last day itself.

    ``approaching_days`` are calendar days before the due day, or working days when ``calendar`` is given.
    A paused clock is never overdue by waiting; one that ran out before its pause stays overdue.
    A concluded one presses nobody, in time or not.
    """
    if deadline.concluded is not None:
        return Phase.CONCLUDED
    if deadline.due is None:
        return Phase.PAUSED
    if today > deadline.due:
        return Phase.OVERDUE
    if today == deadline.due:
        return Phase.DUE
    ahead = calendar.working_days_between(today, deadline.due) if calendar else (deadline.due - today).days
    return Phase.APPROACHING if ahead <= approaching_days else Phase.RUNNING
