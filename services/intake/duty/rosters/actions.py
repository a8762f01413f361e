"""Setting and reading the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, delete, select

from libs.common.clock import local
from libs.common.events.intake import ROSTER_SET
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.duty.rosters.rules import Shift, UnknownClerk, require_roster
from services.intake.duty.rosters.tables import ExtendedShift
from services.intake.duty.staff.tables import Staff
from services.intake.hall.queue.hours import standing_sessions
from services.intake.items.catalogue.actions import window_of
from services.intake.items.catalogue.tables import Centre


def set_roster(tx: Transaction, centre: str, day: date, shifts: Sequence[Shift]) -> list[ExtendedShift]:
    """Set the whole roster of ``day``; none takes it off.

    Raises PastRoster, DayOff, NotExtended, RosterClash, UnknownClerk, NotFound (window).
    """
    # One roster after the other, and nobody books by hours that are being changed.
    tx.session.execute(select(Centre.code).where(Centre.code == centre).with_for_update()).one()
    weekday, sessions = standing_sessions(tx, centre, day)
    require_roster(day, local(tx.now).date(), weekday, sessions, shifts)
    for window in {shift.window for shift in shifts}:
        window_of(tx, centre, window)
    _require_clerks(tx, centre, {shift.clerk for shift in shifts})
    tx.session.execute(delete(ExtendedShift).where(ExtendedShift.centre == centre, ExtendedShift.day == day))
    rows = [ExtendedShift(id=new_id(), centre=centre, day=day, **vars(shift)) for shift in shifts]
    tx.session.add_all(rows)
    windows = sorted({shift.window for shift in shifts})
    tx.emit(ROSTER_SET, f"{centre}/{day}", centre, {"day": day, "windows": windows, "shifts": len(rows), "at": tx.now})
    told = [f"{shift.window} {shift.start:%H:%M}-{shift.end:%H:%M} {shift.clerk}" for shift in shifts]
    tx.audit("roster.set", f"{centre}/{day}", shifts=told)
    return sorted(rows, key=lambda row: (row.start, row.window))


def _require_clerks(tx: Transaction, centre: str, logins: set[str]) -> None:
    query = select(Staff.login).where(Staff.centre == centre, Staff.active, Staff.login.in_(logins))
    unknown = sorted(logins - set(tx.session.scalars(query)))
    if unknown:
        raise UnknownClerk("、".join(unknown), field="shifts", logins=unknown)


def find_shifts(centre: str, first: date, last: date) -> Select[ExtendedShift]:
    """The rosters from ``first`` to ``last``."""
    return (
        select(ExtendedShift)
        .where(ExtendedShift.centre == centre, ExtendedShift.day.between(first, last))
        .order_by(ExtendedShift.day, ExtendedShift.start, ExtendedShift.window)
    )
