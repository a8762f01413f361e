"""When a session begins its sheet is opened: a row for everybody expected, and a word about who is missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select

from libs.common.calendar.rules import ONE_DAY
from libs.common.clock import local
from libs.common.deadlines import due_at
from libs.common.events.intake import ATTENDANCE_MISSING
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.attendance.actions import row_of
from services.intake.duty.attendance.reading import standings
from services.intake.duty.attendance.rules import ABSENT, EXPECTED, Slot
from services.intake.duty.attendance.slots import slots_of_day
from services.intake.duty.attendance.tables import Attendance, AttendanceOpening
from services.intake.items.catalogue.tables import Centre, Window
from services.intake.metrics import SIGN_INS_MISSING

Key = tuple[datetime, datetime, bool]


def open_sheets(tx: Transaction) -> int:
    """Open the sheets of today's sessions that have begun; returns how many. Where no sign-in is asked for, none.

    Of a session that was over before, nobody is told that somebody had been missing: its rows say so.
    """
    if not tx.settings.hall["sign_in_required"]:
        return 0
    opened = 0
    for centre in tx.session.scalars(select(Centre.code).order_by(Centre.code)).all():
        done = _opened_today(tx, centre)
        for slot in slots_of_day(tx, centre, local(tx.now).date()):
            if slot.stretch.starts_at <= tx.now and slot.persons and _key(slot) not in done:
                opened += _open(tx, centre, slot)
    return opened


def _open(tx: Transaction, centre: str, slot: Slot) -> bool:
    rows = [row_of(tx, centre, login, slot) for login in sorted(slot.persons)]
    tx.session.execute(tx.upsert(Attendance).on_conflict_do_nothing(), rows)
    missing = _missing(tx, centre, slot)
    starts_at, ends_at, extended = _key(slot)
    sheet = {
        "centre": centre, "starts_at": starts_at, "ends_at": ends_at, "extended": extended,
        "expected": len(slot.persons), "missing": len(missing), "opened_at": tx.now,
    }  # fmt: skip
    added = tx.upsert(AttendanceOpening).values(sheet).on_conflict_do_nothing().returning(AttendanceOpening.centre)
    if tx.session.execute(added).one_or_none() is None:
        return False
    subject = f"{centre}/{starts_at.isoformat()}"
    tx.audit("attendance.open", subject, expected=len(slot.persons), missing=len(missing))
    if missing and tx.now < ends_at:
        told = {name: sheet[name] for name in ("starts_at", "ends_at", "extended", "expected", "missing")}
        tx.emit(
            ATTENDANCE_MISSING, subject, centre, {**told, "windows": _windows(tx, centre, slot, missing), "at": tx.now}
        )
        SIGN_INS_MISSING.labels(centre).inc(len(missing))
    return True


def _missing(tx: ReadTransaction, centre: str, slot: Slot) -> list[str]:
    """Who is expected and has not signed in; who has leave or is out as registered is not missing."""
    rows = tx.session.scalars(
        select(Attendance).where(
            Attendance.centre == centre,
            Attendance.starts_at == slot.stretch.starts_at,
            Attendance.ends_at == slot.stretch.ends_at,
            Attendance.in_at.is_(None),
        )
    ).all()
    told = standings(tx, centre, rows)
    return sorted(row.login for row in rows if told[row.id].state in (EXPECTED, ABSENT))


def _windows(tx: ReadTransaction, centre: str, slot: Slot, missing: Collection[str]) -> list[int]:
    """The windows that wait: those rostered to who is missing, else those whose A it is."""
    rostered = {slot.persons[login] for login in missing} - {None}
    if slot.extended:
        return sorted(number for number in rostered if number is not None)
    query = select(Window.number).where(Window.centre == centre, Window.post_a.in_(missing))
    return sorted(tx.session.scalars(query))


def _opened_today(tx: ReadTransaction, centre: str) -> set[Key]:
    midnight = due_at(local(tx.now).date() - ONE_DAY)
    rows = select(AttendanceOpening.starts_at, AttendanceOpening.ends_at, AttendanceOpening.extended).where(
        AttendanceOpening.centre == centre, AttendanceOpening.starts_at >= midnight
    )
    return {(starts_at, ends_at, extended) for starts_at, ends_at, extended in tx.session.execute(rows)}


def _key(slot: Slot) -> Key:
    # As the database gives it back: in UTC.
    return slot.stretch.starts_at.astimezone(UTC), slot.stretch.ends_at.astimezone(UTC), slot.extended
