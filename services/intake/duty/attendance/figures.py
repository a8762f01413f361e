"""The month sheet of each person (考勤月表), for the appraisal: counted from what was recorded, nothing typed in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.calendar.actions import working_calendar
from services.intake.duty.attendance import rules
from services.intake.duty.attendance.reading import gone_by_day, standings
from services.intake.duty.attendance.rules import Gone, Standing, minutes_within
from services.intake.duty.attendance.slots import attending
from services.intake.duty.attendance.tables import Attendance
from services.intake.duty.inspections.rules import OFF_POST
from services.intake.duty.inspections.rules import State as FindingState
from services.intake.duty.inspections.tables import Finding
from services.intake.duty.leaves.reading import leaves_between
from services.intake.duty.leaves.rules import KINDS
from services.intake.duty.presence.reading import stretch_on
from services.intake.duty.presence.rules import Stretch
from services.intake.duty.staff.tables import Staff
from services.intake.hall.queue.hours import standing_between

LONGEST_DAYS = 31
"""A month, wherever it begins."""


def month_sheet(
    tx: ReadTransaction, centre: str, first: date, last: date, login: str | None = None
) -> list[dict[str, Any]]:
    """One row a person, from ``first`` to ``last`` (Asia/Shanghai); ``login``: that one's alone.

    Sessions of the regular hours and rostered shifts apart; leave in half days of working days, by kind; temporary
    absences with the minutes of them that fell into the regular hours; findings of 不在岗 that were not excused.
    """
    sessions = _sessions(tx, centre, first, last)
    leave = _leave(tx, centre, first, last)
    outings, minutes = _outings(tx, centre, first, last)
    off_post = _off_post(tx, centre, first, last)
    logins = {login} if login is not None else {*attending(tx, centre), *sessions, *leave, *outings, *off_post}
    names = dict(tx.session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(logins))).all())
    return [
        {
            "login": each,
            "name": names.get(each, each),
            "regular": _summed(sessions[each][False]),
            "extended": _summed(sessions[each][True]),
            "leave_half_days": sum(leave[each].values()),
            "leave": {kind: leave[each][kind] for kind in KINDS},
            "outings": outings[each],
            "outing_minutes": minutes[each],
            "off_post": off_post[each],
        }
        for each in sorted(logins)
    ]


def _summed(standing: Iterable[Standing]) -> dict[str, int]:
    found = list(standing)
    states = Counter(each.state for each in found)
    return {
        "sessions": len(found),
        **{state: states[state] for state in rules.STATES},
        "late_minutes": sum(each.late_minutes for each in found),
        "early": sum(each.early_minutes > 0 for each in found),
        "early_minutes": sum(each.early_minutes for each in found),
        "no_sign_out": sum(each.no_sign_out for each in found),
    }


def _sessions(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[str, dict[bool, list[Standing]]]:
    rows = tx.session.execute(
        select(
            Attendance.id, Attendance.login, Attendance.day, Attendance.starts_at, Attendance.ends_at,
            Attendance.extended, Attendance.tolerance_minutes, Attendance.in_at, Attendance.out_at,
        ).where(Attendance.centre == centre, Attendance.day.between(first, last))
    ).all()  # fmt: skip
    told = standings(tx, centre, rows)
    found: dict[str, dict[bool, list[Standing]]] = defaultdict(lambda: {False: [], True: []})
    for row in rows:
        found[row.login][row.extended].append(told[row.id])
    return found


def _leave(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[str, Counter[str]]:
    calendar = working_calendar(tx)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for leave in leaves_between(tx, centre, first, last):
        found[leave.login][leave.kind] += sum(calendar.is_working(day) for day in leave.span.halves(first, last))
    return found


def _outings(tx: ReadTransaction, centre: str, first: date, last: date) -> tuple[Counter[str], Counter[str]]:
    regular: dict[date, list[Stretch]] = {
        day: [stretch_on(day, each.start, each.end) for each in sessions if not each.extended]
        for day, sessions in standing_between(tx, centre, first, last).items()
    }
    counted: dict[tuple[str, Gone], list[Stretch]] = defaultdict(list)
    for (login, day), outings in gone_by_day(tx, centre, first, last).items():
        for outing in outings:
            counted[login, outing].extend(regular.get(day, ()))
    counts: Counter[str] = Counter(login for login, _ in counted)
    minutes: Counter[str] = Counter()
    for (login, outing), hours in counted.items():
        minutes[login] += minutes_within(outing, hours, tx.now)
    return counts, minutes


def _off_post(tx: ReadTransaction, centre: str, first: date, last: date) -> Counter[str]:
    query = select(Finding.person).where(
        Finding.centre == centre,
        Finding.day.between(first, last),
        Finding.point == OFF_POST,
        Finding.person.is_not(None),
        Finding.excused.is_(False),
        Finding.state != FindingState.REVOKED,
    )
    return Counter(person for person in tx.session.scalars(query) if person is not None)
