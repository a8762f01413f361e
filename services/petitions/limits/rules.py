"""Limits of petitions and when to remind. Working days; day 0 is the day of dispatch (12345 conventions, DOMAIN 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines.deadline import due
from libs.common.deadlines.entries import Entry, Imposed, Transferred
from libs.common.deadlines.limits import Limit, limit

# The shipped limit of each kind, used where a category sets none; a county order's own deadline wins over both.
KIND_LIMITS: Mapping[str, Limit] = {
    "咨询": limit("hotline.consultation"),
    "求助": limit("hotline.help"),
    "投诉": limit("hotline.complaint"),
    "举报": limit("hotline.complaint"),
    "建议": limit("hotline.suggestion"),
}
SIGNING = limit("hotline.sign")
COUNTY = "上级派单"


class Mark(StrEnum):
    APPROACHING = "approaching"
    DUE = "due"
    OVERDUE = "overdue"


def opening_entries(
    petition_id: str, day: date, category_limit: int | None, kind: str, county_due_on: date | None
) -> list[Entry]:
    """The ledger as it is on ``day``, that of the dispatch. ``category_limit`` is in working days."""
    started = KIND_LIMITS[kind].start(
        day, id=f"{petition_id}:0", seq=0, promised=category_limit, label="交办", limit_label="时限"
    )
    if county_due_on is None:
        return [started]
    return [started, Imposed(id=f"{petition_id}:1", seq=1, at=day, due=county_due_on, by=COUNTY)]


def transfer_entry(petition_id: str, seq: int, day: date, holder: str) -> Entry:
    """A new unit before anybody signed: the caller waits already, so the clock goes on."""
    return Transferred(id=f"{petition_id}:{seq}", seq=seq, at=day, holder=holder, restarts=False)


def sign_clock(petition_id: str, dispatched: date) -> Entry:
    """The clock of the signing (签收); it needs no ledger, since nothing pauses or extends it."""
    return SIGNING.start(dispatched, id=f"{petition_id}:sign", seq=0, label="交办", limit_label="签收")


def sign_columns(petition_id: str, dispatched: date, calendar: WorkingCalendar) -> dict[str, Any]:
    """The last day to sign for it, and whether that is provisional (暂定)."""
    deadline = due([sign_clock(petition_id, dispatched)], calendar)
    return {"sign_by": deadline.due, "sign_provisional": deadline.provisional}


def marks(due_on: date, calendar: WorkingCalendar, ahead: int) -> list[tuple[date, Mark]]:
    """The days from which each reminder holds, in order. ``ahead``: working days of warning before ``due_on``."""
    found = [(due_on, Mark.DUE), (due_on + timedelta(days=1), Mark.OVERDUE)]
    if ahead > 0:
        found.insert(0, (calendar.add_working_days(due_on, -ahead), Mark.APPROACHING))
    return found


def reached(plan: list[tuple[date, Mark]], today: date) -> tuple[Mark | None, date | None]:
    """The reminder that holds today and the day of the next one.

    After a standstill the latest alone is given: "approaching" is no use to a petition that is overdue.
    """
    past = [mark for day, mark in plan if day <= today]
    ahead = [day for day, _ in plan if day > today]
    return (past[-1] if past else None, ahead[0] if ahead else None)


def timing(answered: date, due_on: date) -> str:
    """early before the last day, on_time on it, overdue after it."""
    if answered > due_on:
        return "overdue"
    return "on_time" if answered == due_on else "early"
