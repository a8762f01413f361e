"""Signing in and out, and correcting what was forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from libs.common.clock import local
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import ATTENDANCE_CORRECTED, ATTENDANCE_SIGNED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.attendance import rules
from services.intake.duty.attendance.reading import gone_of, on_leave, standing_of
from services.intake.duty.attendance.rules import Slot
from services.intake.duty.attendance.slots import slots_of_day
from services.intake.duty.attendance.tables import Attendance, AttendanceCorrection
from services.intake.duty.leaves.refusals import OnLeave
from services.intake.duty.posts.reading import may_sit
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.actions import come_back
from services.intake.hall.windows.actions import seat_clerk


def sign_in(tx: Transaction, centre: str, window: int | None = None) -> Attendance:
    """Sign in (签到) for the session that runs or comes next; ``window`` opens for the clerk. Whoever was out is back.

    Raises NotOfTheCentre, NothingToSign, TooEarlyToSign, OnLeave, AlreadySignedIn, NotYourWindow.
    """
    login, day = _member(tx, centre), local(tx.now).date()
    opens = timedelta(minutes=tx.settings.hall["sign_in_opens_minutes"])
    slot = rules.slot_for(slots_of_day(tx, centre, day), login, tx.now, opens)
    if on_leave(tx, centre, login, slot.stretch):
        raise OnLeave()
    row = _row(tx, centre, login, slot)
    if row.signed_in_at is not None or row.in_at is not None:
        raise rules.AlreadySignedIn()
    if window is not None:
        if slot.persons.get(login) != window and not may_sit(tx, centre, window, login, slot.stretch):
            raise rules.NotYourWindow(field="window")
        seat_clerk(tx, centre, window, login)
    row.signed_in_at = row.in_at = tx.now
    row.window, row.version = window or row.window, row.version + 1
    late = standing_of(tx, row).late_minutes
    _back_from_outing(tx, row)
    _tell(tx, row, "in", "late" if late else "on_time", late)
    return row


def sign_out(tx: Transaction, centre: str) -> Attendance:
    """Sign out (签退) of today's session that one signed in for last. Raises NotOfTheCentre, NotSignedIn."""
    login = _member(tx, centre)
    query = select(Attendance).where(
        Attendance.centre == centre,
        Attendance.day == local(tx.now).date(),
        Attendance.login == login,
        Attendance.in_at.is_not(None),
        Attendance.out_at.is_(None),
        Attendance.signed_out_at.is_(None),
    )
    row = tx.session.scalars(query.order_by(Attendance.starts_at.desc()).limit(1).with_for_update()).one_or_none()
    if row is None:
        raise rules.NotSignedIn()
    row.signed_out_at = row.out_at = tx.now
    row.version += 1
    early = standing_of(tx, row).early_minutes
    _back_from_outing(tx, row)
    _tell(tx, row, "out", "early" if early else "on_time", early)
    return row


def correct(tx: Transaction, attendance_id: str, times: Mapping[str, datetime | None], reason: str) -> Attendance:
    """Correct what counts (``in_at``, ``out_at``; what is not said stays); what was pressed is kept beside it.

    Raises NotFound, Forbidden (属地), StaleVersion, OwnTimes, TimesBackwards, Invalid.
    """
    row = tx.session.get(Attendance, attendance_id, with_for_update=True)
    if row is None:
        raise NotFound(f"签到 {attendance_id}")
    tx.actor.require_centre(row.centre)
    rules.require_corrector(tx.actor, row.login)
    if tx.if_match is not None and tx.if_match != row.version:
        raise StaleVersion(version=row.version)
    changed = {name: at for name, at in times.items() if at != getattr(row, name)}
    rules.require_times(changed.get("in_at", row.in_at), changed.get("out_at", row.out_at), tx.now)
    if not changed:
        return row
    told = mask_text(reason)
    done = select(func.count()).where(AttendanceCorrection.attendance_id == row.id)
    for no, (name, at) in enumerate(sorted(changed.items()), tx.session.scalars(done).one() + 1):
        was = getattr(row, name)
        tx.session.add(
            AttendanceCorrection(
                attendance_id=row.id, no=no, centre=row.centre, field=name, was=was, becomes=at, reason=told,
                by=tx.actor.id, at=tx.now,
            )
        )  # fmt: skip
        setattr(row, name, at)
        tx.audit("attendance.correct", row.id, field=name, was=_text(was), becomes=_text(at), reason=told)
    row.version += 1
    told_of = {"attendance_id": row.id, "times": len(changed), "at": tx.now}
    tx.emit(ATTENDANCE_CORRECTED, row.id, row.centre, told_of)
    return row


def _member(tx: ReadTransaction, centre: str) -> str:
    query = select(Staff.login).where(Staff.login == tx.actor.id, Staff.centre == centre, Staff.active)
    login = tx.session.scalar(query)
    if login is None:
        raise rules.NotOfTheCentre()
    return login


def _row(tx: Transaction, centre: str, login: str, slot: Slot) -> Attendance:
    """The person's row of the session, ours until the commit; made when the sheet is not open yet."""
    tx.session.execute(tx.upsert(Attendance).values(row_of(tx, centre, login, slot)).on_conflict_do_nothing())
    query = select(Attendance).where(
        Attendance.centre == centre,
        Attendance.login == login,
        Attendance.starts_at == slot.stretch.starts_at,
        Attendance.ends_at == slot.stretch.ends_at,
    )
    return tx.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def row_of(tx: ReadTransaction, centre: str, login: str, slot: Slot) -> dict[str, object]:
    """The columns of a row that nobody has signed yet."""
    return {
        "id": new_id(),
        "centre": centre,
        "version": 1,
        "login": login,
        "day": local(slot.stretch.starts_at).date(),
        "starts_at": slot.stretch.starts_at,
        "ends_at": slot.stretch.ends_at,
        "extended": slot.extended,
        "tolerance_minutes": tx.settings.hall["sign_in_tolerance_minutes"],
        "window": slot.persons.get(login),
    }


def _back_from_outing(tx: Transaction, row: Attendance) -> None:
    if any(gone.until is None for gone in gone_of(tx, row.centre, row.login, row.day)):
        come_back(tx, row.centre, row.login)


def _tell(tx: Transaction, row: Attendance, act: str, timing: str, minutes: int) -> None:
    told = {
        "attendance_id": row.id, "act": act, "timing": timing, "minutes": minutes, "extended": row.extended,
        "window": row.window, "at": tx.now,
    }  # fmt: skip
    tx.emit(ATTENDANCE_SIGNED, row.id, row.centre, told)
    tx.audit(f"attendance.sign_{act}", row.id, timing=timing, minutes=minutes, window=row.window)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
