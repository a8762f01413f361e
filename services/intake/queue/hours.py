"""Opening hours as the queue needs them: the session that runs at a moment."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from sqlalchemy import select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.catalogue.tables import OpeningHours
from services.intake.queue.rules import Session, schedule_day, session_at


@cache
def hall_calendar() -> WorkingCalendar:
    """The shipped working calendar, built once per process."""
    return seed_calendar()


def session_now(tx: ReadTransaction, centre: str, moment: datetime) -> Session | None:
    """The session that runs at ``centre`` at ``moment``, None when it is closed."""
    wall = local(moment)
    weekday, sessions = sessions_on(tx, centre, wall.date())
    return session_at(sessions, weekday, wall.time())


def sessions_on(tx: ReadTransaction, centre: str, day: date) -> tuple[int | None, list[Session]]:
    """The weekday whose hours ``centre`` keeps on ``day``, with its sessions; None and none when closed."""
    weekday = schedule_day(hall_calendar(), day)
    if weekday is None:
        return None, []
    rows = tx.session.scalars(
        select(OpeningHours).where(OpeningHours.centre == centre, OpeningHours.active, OpeningHours.weekday == weekday)
    )
    return weekday, [
        Session(row.weekday, row.start, row.end, row.kind == "extended", frozenset(row.windows)) for row in rows
    ]
