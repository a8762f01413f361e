"""Between days of the hall and moments of the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from libs.common.calendar.rules import plain_date
from libs.common.clock import SHANGHAI, local


def due_at(due: date) -> datetime:
    """The moment at which ``due`` has passed: midnight after it in Asia/Shanghai, aware, in UTC (16:00 of ``due``).

    Exclusive: at 23:59:59 one is in time, ``now >= due_at(due)`` is overdue.
    """
    midnight = datetime.combine(plain_date(due) + timedelta(days=1), time.min, tzinfo=SHANGHAI)
    return midnight.astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The day in Asia/Shanghai that an aware ``moment`` falls on: what an entry's ``at`` wants. ValueError if naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone belongs to no day")
    return local(moment).date()
