"""Reading a recorded day: tickets, the periods they spent in each state, windows and opening hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from libs.common.clock import SHANGHAI
from libs.common.errors import Refused
from libs.common.transaction import ReadTransaction
from services.intake.calendar.actions import working_calendar
from services.intake.hall.queue.rules import CALLED, IN_HAND, SERVING, WAITING, schedule_day
from services.intake.hall.queue.tables import Ticket, TicketPeriod
from services.intake.hall.replay.records import Record, arrivals_of, assumed, visits_of
from services.intake.hall.replay.rules import MINUTE, Visit
from services.intake.hall.replay.scenario import Day
from services.intake.hall.replay.staffing import NEVER, Opening, Staffing, staffing_of
from services.intake.items.catalogue.tables import OpeningHours, WindowClass

MICROSECOND = timedelta(microseconds=1)
AT_THE_DOOR = MINUTE


class NothingRecorded(Refused):
    code, title, status = "nothing_recorded", "该日没有取号记录", 404


class DayNotOver(Refused):
    code, title = "day_not_over", "该日尚未闭厅，不能重演"


class UnknownScheme(Refused):
    code, title, status = "unknown_scheme", "没有这个作息方案", 404


@dataclass(frozen=True)
class RecordedDay:
    """A day to be replayed, the calls that were really made, and what the record does not say.

    ``assumed_handling``: people whose handling time is a median, for they were not served to the end.
    ``at_the_door``: tickets of the first minute of a session that follows a closed hall. Their people may have come
    earlier, when no number was given; the moment of issue is all we know.
    """

    day: Day
    visits: tuple[Visit, ...]
    assumed_handling: int
    at_the_door: int


def recorded_day(tx: ReadTransaction, centre: str, day: date) -> RecordedDay:
    """The day as recorded, under the hours in force now. Raises NothingRecorded, DayNotOver."""
    tx.actor.require_centre(centre)
    today = tx.clock.today()
    tickets = tx.session.scalars(
        select(Ticket).where(Ticket.centre == centre, Ticket.service_date == day).order_by(Ticket.issued_at, Ticket.id)
    ).all()
    if day > today or not tickets:
        raise NothingRecorded(f"{day:%F}", field="day")
    if day == today and any(ticket.state in IN_HAND for ticket in tickets):
        raise DayNotOver(f"{day:%F}", field="day")
    periods = _periods(tx, centre, day)
    records = [_record(ticket, periods.get(ticket.id, {}), day) for ticket in tickets]
    arrivals = arrivals_of(records)
    visits = visits_of(records, arrivals)
    openings = openings_of(tx, centre, day)
    windows = _window_classes(tx, centre)
    staff = _staff(windows, visits, records, openings)
    return RecordedDay(
        day=Day(tuple(arrivals), openings, tuple(staff), windows),
        visits=tuple(visits),
        assumed_handling=assumed(records),
        at_the_door=_at_the_door(openings, [record.issued for record in records]),
    )


def openings_of(tx: ReadTransaction, centre: str, day: date, scheme: str | None = None) -> tuple[Opening, ...]:
    """The sessions of ``day`` under ``scheme``, None: the one in force now. Raises UnknownScheme."""
    rows = tx.session.scalars(select(OpeningHours).where(OpeningHours.centre == centre)).all()
    schemes = sorted({row.scheme for row in rows})
    if scheme is not None and scheme not in schemes:
        raise UnknownScheme(f"“{scheme}”；已有方案：" + "、".join(schemes), field="hours")
    weekday = schedule_day(working_calendar(tx), day)
    kept = [row for row in rows if row.weekday == weekday and (row.active if scheme is None else row.scheme == scheme)]
    return tuple(
        Opening(row.session, _of_day(row.start), _of_day(row.end), row.kind == "extended", frozenset(row.windows))
        for row in sorted(kept, key=lambda row: row.start)
    )


def _periods(tx: ReadTransaction, centre: str, day: date) -> dict[str, dict[str, TicketPeriod]]:
    """For each ticket of the day its last period in each state."""
    found: dict[str, dict[str, TicketPeriod]] = defaultdict(dict)
    query = select(TicketPeriod).join(Ticket, Ticket.id == TicketPeriod.ticket_id)
    ofday = query.where(Ticket.centre == centre, Ticket.service_date == day)
    for period in tx.session.scalars(ofday.order_by(TicketPeriod.started_at, TicketPeriod.id)):
        found[period.ticket_id][period.state] = period
    return found


def _record(ticket: Ticket, periods: Mapping[str, TicketPeriod], day: date) -> Record:
    def began(state: str) -> int | None:
        return _since_midnight(periods[state].started_at, day) if state in periods else None

    def ended(state: str) -> int | None:
        end = periods[state].ended_at if state in periods else None
        # What ended on a later day was swept up then; when it really ended, nobody noted.
        return None if end is None or end.astimezone(SHANGHAI).date() != day else _since_midnight(end, day)

    return Record(
        ticket=ticket.number,
        prefix=ticket.prefix,
        seq=ticket.seq,
        priority=ticket.priority,
        issued=_since_midnight(ticket.issued_at, day),
        waited_until=ended(WAITING),
        window=ticket.window,
        called=began(CALLED),
        answered=ended(CALLED),
        served=began(SERVING),
        finished=ended(SERVING),
    )


def _window_classes(tx: ReadTransaction, centre: str) -> dict[int, dict[str, int]]:
    windows: dict[int, dict[str, int]] = defaultdict(dict)
    for row in tx.session.scalars(select(WindowClass).where(WindowClass.centre == centre)):
        windows[row.window][row.prefix] = row.rank
    return dict(sorted(windows.items()))


def _staff(
    windows: Mapping[int, Mapping[str, int]],
    visits: Sequence[Visit],
    records: Sequence[Record],
    openings: Sequence[Opening],
) -> list[Staffing]:
    by_window: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_window[visit.window].append(visit)
    staff = []
    for window, made in sorted(by_window.items()):
        ranks = dict(windows.get(window, {}))
        last = max(ranks.values(), default=-1) + 1
        for visit in made:  # the window has other classes today than it had then
            ranks.setdefault(visit.arrival.prefix, last)
        waits = [
            (record.issued, NEVER if record.waited_until is None else record.waited_until)
            for record in records
            if record.prefix in ranks
        ]
        staff.append(staffing_of(window, ranks, made, waits, openings))
    return staff


def _at_the_door(openings: Sequence[Opening], issued: Sequence[int]) -> int:
    ends = {opening.end for opening in openings}
    doors = [opening.start for opening in openings if opening.start not in ends]
    return sum(any(door <= moment < door + AT_THE_DOOR for door in doors) for moment in issued)


def _since_midnight(moment: datetime, day: date) -> int:
    return (moment - datetime.combine(day, time(), SHANGHAI)) // MICROSECOND


def _of_day(at: time) -> int:
    return (at.hour * 60 + at.minute) * MINUTE
