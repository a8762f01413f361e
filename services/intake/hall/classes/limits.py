"""What a class still gives, asked while its counter is held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from libs.common.clock import SHANGHAI, local
from libs.common.transaction import ReadTransaction
from services.intake.hall.classes.rules import (
    BandFull,
    DailyCapReached,
    UnknownGround,
    band_at,
    bands_of,
    closing,
    open_at,
    require_below,
    require_time_left,
)
from services.intake.hall.classes.tables import ClassRule, PriorityGround
from services.intake.hall.queue.hours import sessions_on
from services.intake.hall.queue.rules import ClassClosed
from services.intake.hall.queue.tables import Ticket


def require_class_hours(tx: ReadTransaction, rule: ClassRule | None) -> None:
    """Raises ClassClosed outside the class's own hours, where it has any."""
    if rule is not None and rule.hours and not open_at(rule.hours, local(tx.now)):
        raise ClassClosed("该业务现在不办理，请在规定的时间来")


def require_not_stopped(tx: ReadTransaction, rule: ClassRule | None, windows: Collection[int]) -> None:
    """Raises StoppedIssuing in the class's last minutes of the day's hours."""
    if rule is None or not rule.stop_minutes:
        return
    wall = local(tx.now)
    weekday, sessions = sessions_on(tx, rule.centre, wall.date())
    closes = None if weekday is None else closing(sessions, weekday, wall.time(), windows)
    require_time_left(wall, closes, rule.stop_minutes)


def require_quota(tx: ReadTransaction, rule: ClassRule | None, seq: int) -> None:
    """Raises DailyCapReached, BandFull for the ``seq``-th number of the day. The caller holds the class's counter."""
    if rule is None:
        return
    require_below(seq, rule.daily_cap, DailyCapReached)
    wall = local(tx.now)
    band = band_at(bands_of(rule.bands), wall.time())
    if band is None:
        return
    start, end = (datetime.combine(wall.date(), moment, SHANGHAI) for moment in (band.start, band.end))
    # By the number's letter: a ticket transferred elsewhere was still given out in this band.
    given = select(func.count()).where(
        Ticket.centre == rule.centre,
        Ticket.service_date == wall.date(),
        Ticket.number.startswith(rule.prefix, autoescape=True),
        Ticket.issued_at >= start,
        Ticket.issued_at < end,
    )
    require_below(int(tx.session.scalar(given) or 0) + 1, band.tickets, BandFull)


def weight_of(tx: ReadTransaction, centre: str, ground: str | None) -> int:
    """How far a priority ground comes before others, 0 without one. Raises UnknownGround."""
    if ground is None:
        return 0
    found = tx.session.get(PriorityGround, (centre, ground))
    if found is None or not found.active:
        raise UnknownGround(ground, field="priority_ground")
    return found.weight
