"""Reading the sheet: what a session comes to, with leave and outings beside the presses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.attendance.rules import Gone, Standing, Times, standing
from services.intake.attendance.tables import Attendance, AttendanceCorrection
from services.intake.leaves.reading import leaves_between
from services.intake.presence.rules import OnLeave, Stretch
from services.intake.staff.tables import Staff
from services.intake.whereabouts.register import find_outings


def on_leave(tx: ReadTransaction, centre: str, login: str, stretch: Stretch) -> bool:
    """Whether an approved leave covers the session."""
    day = local(stretch.starts_at).date()
    return any(OnLeave(each.span).covers(stretch) for each in leaves_between(tx, centre, day, day, login=login))


def gone_of(tx: ReadTransaction, centre: str, login: str, day: date) -> list[Gone]:
    """Somebody's temporary absences of a day."""
    return [Gone(each.since, each.ended_at) for each in tx.session.scalars(find_outings(centre, day, day, login))]


def standing_of(tx: ReadTransaction, row: Attendance) -> Standing:
    """What one row comes to now."""
    away = on_leave(tx, row.centre, row.login, stretch_of(row))
    return standing(times_of(row), away, gone_of(tx, row.centre, row.login, row.day), tx.now)


def standings(tx: ReadTransaction, centre: str, rows: Iterable[Attendance]) -> dict[str, Standing]:
    """What rows of one centre come to now, by their ids; leave and outings are read once for all of them."""
    found = list(rows)
    if not found:
        return {}
    first, last = min(row.day for row in found), max(row.day for row in found)
    leaves: dict[str, list[OnLeave]] = defaultdict(list)
    for leave in leaves_between(tx, centre, first, last):
        leaves[leave.login].append(OnLeave(leave.span))
    gone: dict[str, list[Gone]] = defaultdict(list)
    for outing in tx.session.scalars(find_outings(centre, first, last)):
        gone[outing.login].append(Gone(outing.since, outing.ended_at))
    return {
        row.id: standing(
            times_of(row), any(each.covers(stretch_of(row)) for each in leaves[row.login]), gone[row.login], tx.now
        )
        for row in found
    }


def times_of(row: Attendance) -> Times:
    return Times(stretch_of(row), timedelta(minutes=row.tolerance_minutes), row.in_at, row.out_at)


def stretch_of(row: Attendance) -> Stretch:
    return Stretch(row.starts_at, row.ends_at)


def find_rows(centre: str, day: date, login: str | None) -> Select[Attendance]:
    """The sheet of a day; ``login``: one person's part of it."""
    query = select(Attendance).where(Attendance.centre == centre, Attendance.day == day)
    return query if login is None else query.where(Attendance.login == login)


def shown_all(tx: ReadTransaction, centre: str, rows: Iterable[Attendance]) -> list[dict[str, Any]]:
    """Rows with names and what they come to."""
    found = list(rows)
    told = standings(tx, centre, found)
    logins = {row.login for row in found}
    names = dict(tx.session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(logins))).all())
    return [
        {
            **{column.key: getattr(row, column.key) for column in Attendance.__table__.columns},
            "name": names.get(row.login, row.login),
            **vars(told[row.id]),
        }
        for row in found
    ]


def shown(tx: ReadTransaction, row: Attendance) -> dict[str, Any]:
    """One row with its corrections."""
    [found] = shown_all(tx, row.centre, [row])
    query = select(AttendanceCorrection).where(AttendanceCorrection.attendance_id == row.id)
    return {**found, "corrections": tx.session.scalars(query.order_by(AttendanceCorrection.no)).all()}
