"""Reading the sheet: what a session comes to, with leave and outings beside the presses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Select, select

from libs.common.calendar.rules import ONE_DAY, days_after
from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.duty.attendance.rules import Gone, Standing, Times, standing
from services.intake.duty.attendance.tables import Attendance, AttendanceCorrection
from services.intake.duty.leaves.reading import leaves_between
from services.intake.duty.presence.rules import OnLeave, Stretch
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.register import find_outings


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


class Row(Protocol):
    """What of a row tells what it comes to."""

    @property
    def id(self) -> str: ...
    @property
    def login(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def tolerance_minutes(self) -> int: ...
    @property
    def in_at(self) -> datetime | None: ...
    @property
    def out_at(self) -> datetime | None: ...


def standings(tx: ReadTransaction, centre: str, rows: Iterable[Row]) -> dict[str, Standing]:
    """What rows of one centre come to now, by their ids; leave and outings are read once for all of them."""
    found = list(rows)
    if not found:
        return {}
    first, last = min(row.day for row in found), max(row.day for row in found)
    leaves: dict[str, list[OnLeave]] = defaultdict(list)
    for leave in leaves_between(tx, centre, first, last):
        leaves[leave.login].append(OnLeave(leave.span))
    gone = gone_by_day(tx, centre, first, last)
    return {
        row.id: standing(
            times_of(row),
            any(each.covers(stretch_of(row)) for each in leaves.get(row.login, ())),
            gone.get((row.login, row.day), ()),
            tx.now,
        )
        for row in found
    }


def gone_by_day(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[tuple[str, date], list[Gone]]:
    """Everybody's temporary absences, by who and on which days."""
    found: dict[tuple[str, date], list[Gone]] = defaultdict(list)
    for outing in tx.session.scalars(find_outings(centre, first, last)):
        begun, back = local(outing.since).date(), local(outing.ended_at or tx.now).date()
        for day in days_after(max(begun, first) - ONE_DAY, min(back, last)):
            found[outing.login, day].append(Gone(outing.since, outing.ended_at))
    return found


def times_of(row: Row) -> Times:
    return Times(stretch_of(row), timedelta(minutes=row.tolerance_minutes), row.in_at, row.out_at)


def stretch_of(row: Row) -> Stretch:
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
