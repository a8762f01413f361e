"""Opening hours as the queue needs them: the session that runs at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time

from sqlalchemy import select

from libs.common.calendar.rules import ONE_DAY, days_after
from libs.common.clock import SHANGHAI, local
from libs.common.transaction import ReadTransaction
from services.intake.calendar.actions import working_calendar
from services.intake.duty.rosters.tables import ExtendedShift
from services.intake.hall.queue.rules import Session, extended_for, schedule_day, session_at
from services.intake.items.catalogue.tables import OpeningHours


def session_now(tx: ReadTransaction, centre: str, moment: datetime) -> Session | None:
    """The session that runs at ``centre`` at ``moment``, None when it is closed."""
    wall = local(moment)
    weekday, sessions = sessions_on(tx, centre, wall.date())
    return session_at(sessions, weekday, wall.time())


def extended_at(tx: ReadTransaction, centre: str, moment: datetime, windows: Collection[int]) -> bool:
    """Whether what ``windows`` do at ``moment`` is extended service (延时服务), counted apart."""
    wall = local(moment)
    weekday, sessions = sessions_on(tx, centre, wall.date())
    return extended_for(sessions, weekday, wall.time(), windows)


def sessions_on(tx: ReadTransaction, centre: str, day: date) -> tuple[int | None, list[Session]]:
    """The weekday whose hours ``centre`` keeps on ``day``, with its sessions and those rostered for that day."""
    weekday, sessions = standing_sessions(tx, centre, day)
    if weekday is not None:
        rostered = select(ExtendedShift).where(ExtendedShift.centre == centre, ExtendedShift.day == day)
        for shift in tx.session.scalars(rostered):
            sessions.append(Session(weekday, shift.start, shift.end, True, frozenset({shift.window})))
    return weekday, sessions


def standing_sessions(tx: ReadTransaction, centre: str, day: date) -> tuple[int | None, list[Session]]:
    """The weekday whose hours ``centre`` keeps on ``day``, with its sessions; None and none when closed."""
    weekday = schedule_day(working_calendar(tx), day)
    if weekday is None:
        return None, []
    rows = tx.session.scalars(
        select(OpeningHours).where(OpeningHours.centre == centre, OpeningHours.active, OpeningHours.weekday == weekday)
    )
    return weekday, _sessions(rows)


def standing_between(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[date, list[Session]]:
    """The standing sessions of each day from ``first`` to ``last`` on which there are some, the earliest first."""
    rows = select(OpeningHours).where(OpeningHours.centre == centre, OpeningHours.active).order_by(OpeningHours.start)
    weekly: dict[int | None, list[Session]] = defaultdict(list)
    for session in _sessions(tx.session.scalars(rows)):
        weekly[session.weekday].append(session)
    calendar = working_calendar(tx)
    days = ((day, schedule_day(calendar, day)) for day in days_after(first - ONE_DAY, last))
    return {day: list(weekly[weekday]) for day, weekday in days if weekly.get(weekday)}


def _sessions(rows: Iterable[OpeningHours]) -> list[Session]:
    return [Session(row.weekday, row.start, row.end, row.kind == "extended", frozenset(row.windows)) for row in rows]


def class_openings(
    tx: ReadTransaction, centre: str, day: date, callers: Mapping[str, Collection[int]]
) -> dict[str, list[tuple[int, int]]]:
    """When each class is open on ``day``: spans in seconds since the hall's midnight. ``callers``: its windows."""
    _, sessions = sessions_on(tx, centre, day)
    return {
        prefix: sorted({(_seconds(each.start), _seconds(each.end)) for each in sessions if each.serves(windows)})
        for prefix, windows in callers.items()
    }


def seconds_since_midnight(moment: datetime, day: date) -> int:
    """Whole seconds from the hall's midnight of ``day`` to ``moment``."""
    return int((moment - datetime.combine(day, time(), SHANGHAI)).total_seconds())


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60
