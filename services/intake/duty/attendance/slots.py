"""The sessions of a day that people sign in for: the regular hours, and the shifts of extended service apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.duty.attendance.rules import ATTENDING, Slot
from services.intake.duty.presence.reading import stretch_on
from services.intake.duty.rosters.tables import ExtendedShift
from services.intake.duty.staff.tables import Staff
from services.intake.hall.queue.hours import standing_sessions
from services.intake.hall.queue.rules import Session
from services.intake.items.catalogue.tables import Window


def slots_of_day(tx: ReadTransaction, centre: str, day: date) -> list[Slot]:
    """All of them, the earliest first."""
    _, sessions = standing_sessions(tx, centre, day)
    regular = [session for session in sessions if not session.extended]
    staff = attending(tx, centre) if regular else []
    windows = _windows_of(tx, centre) if any(session.windows for session in regular) else {}
    slots = [
        Slot(stretch_on(day, each.start, each.end), False, dict.fromkeys(_expected(each, staff, windows)))
        for each in regular
    ]
    slots += [
        Slot(stretch_on(day, start, end), True, clerks) for (start, end), clerks in _shifts(tx, centre, day).items()
    ]
    return sorted(slots, key=lambda slot: (slot.stretch.starts_at, slot.extended))


def attending(tx: ReadTransaction, centre: str) -> list[str]:
    """The logins of those who are expected every working day."""
    rows = tx.session.execute(select(Staff.login, Staff.roles).where(Staff.centre == centre, Staff.active))
    return sorted(login for login, roles in rows if ATTENDING.intersection(roles))


def _expected(session: Session, staff: Iterable[str], windows: dict[str, set[int]]) -> list[str]:
    """Whose windows are closed in the session is not expected; who has none is."""
    return [login for login in staff if session.serves(windows.get(login, session.windows))]


def _windows_of(tx: ReadTransaction, centre: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    rows = select(Window.number, Window.post_a, Window.post_b).where(Window.centre == centre)
    for number, *posts in tx.session.execute(rows):
        for login in posts:
            found[login].add(number)
    return found


def _shifts(tx: ReadTransaction, centre: str, day: date) -> dict[tuple[time, time], dict[str, int | None]]:
    found: dict[tuple[time, time], dict[str, int | None]] = defaultdict(dict)
    rows = select(ExtendedShift).where(ExtendedShift.centre == centre, ExtendedShift.day == day)
    for shift in tx.session.scalars(rows.order_by(ExtendedShift.start, ExtendedShift.window)):
        found[shift.start, shift.end][shift.clerk] = shift.window
    return found
