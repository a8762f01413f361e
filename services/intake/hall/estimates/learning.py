"""The nightly lesson: the calls of the last weeks become paces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.estimates.rules import EarlierDay, Turn, learn
from services.intake.hall.estimates.tables import LearnedPace, Lesson
from services.intake.hall.queue.hours import class_openings, seconds_since_midnight
from services.intake.hall.queue.rules import CALLED, SERVING, WAITING
from services.intake.hall.queue.tables import Ticket, TicketPeriod
from services.intake.items.catalogue.tables import Centre, WindowClass


def learn_centres(tx: Transaction) -> str | None:
    """Let one centre learn that has not done so today; its code, None when all have."""
    today = local(tx.now).date()
    due = (
        select(Centre.code)
        .join(Lesson, Lesson.centre == Centre.code, isouter=True)
        .where(or_(Lesson.learned_on.is_(None), Lesson.learned_on != today))
    )
    centre = tx.session.scalars(due.order_by(Centre.code).limit(1)).one_or_none()
    if centre is not None:
        learn_centre(tx, centre, today)
    return centre


def learn_centre(tx: Transaction, centre: str, today: date) -> int:
    """Learn from ``hall.estimate_days`` days before ``today``; returns how many calls they held."""
    callers = callers_of(tx, centre)
    first = today - timedelta(days=tx.settings.hall["estimate_days"])
    days = [
        EarlierDay((today - day).days, turns, class_openings(tx, centre, day, callers))
        for day, turns in _turns(_periods(tx, centre, first, today)).items()
    ]
    paces = learn(days, callers)
    tx.session.execute(delete(LearnedPace).where(LearnedPace.centre == centre))
    rows = [
        {
            "centre": centre, "prefix": pace.key[0], "hour": pace.key[1], "windows": pace.key[2],
            "seconds": pace.seconds, "calls": pace.calls,
        }
        for pace in paces
    ]  # fmt: skip
    if rows:
        tx.session.execute(insert(LearnedPace), rows)
    calls = sum(len(day.turns) for day in days)
    tx.session.merge(Lesson(centre=centre, learned_on=today, calls=calls))
    return calls


def callers_of(tx: ReadTransaction, centre: str) -> dict[str, set[int]]:
    """For each class the windows that call it."""
    callers: dict[str, set[int]] = defaultdict(set)
    for row in tx.session.scalars(select(WindowClass).where(WindowClass.centre == centre)):
        callers[row.prefix].add(row.window)
    return dict(callers)


def _periods(tx: ReadTransaction, centre: str, first: date, today: date) -> Iterable[Any]:
    query = (
        select(
            TicketPeriod.ticket_id, Ticket.service_date, TicketPeriod.prefix, TicketPeriod.state,
            TicketPeriod.started_at, TicketPeriod.ended_at, TicketPeriod.window,
        )
        .join(Ticket, Ticket.id == TicketPeriod.ticket_id)
        .where(
            Ticket.centre == centre,
            Ticket.service_date >= first,
            Ticket.service_date < today,
            TicketPeriod.state.in_((WAITING, CALLED, SERVING)),
            TicketPeriod.ended_at.is_not(None),
        )
        .order_by(TicketPeriod.ticket_id, TicketPeriod.started_at, TicketPeriod.id)
    )  # fmt: skip
    return tx.session.execute(query)


def _turns(periods: Iterable[Any]) -> dict[date, list[Turn]]:
    """Waiting, then called, then perhaps served, of one ticket: a turn each time it was called.

    A period that an earlier version wrote, without its class, and one that ended on a later day say nothing.
    """
    found: dict[date, list[Turn]] = defaultdict(list)
    since: dict[str, int] = {}
    last: tuple[str, Turn] | None = None
    for ticket, day, prefix, state, start, end, window in _noted(periods):
        began, ended = (seconds_since_midnight(moment, day) for moment in (start, end))
        if state == WAITING:
            since[ticket] = began
        elif state == CALLED and ticket in since:
            last = ticket, Turn(prefix, window, since.pop(ticket), began, None)
            found[day].append(last[1])
        elif state == SERVING and last is not None and last[0] == ticket and found[day][-1] is last[1]:
            found[day][-1] = replace(last[1], freed=ended)
    return found


def _noted(periods: Iterable[Any]) -> Iterator[Any]:
    return (row for row in periods if row.prefix is not None and local(row.ended_at).date() == row.service_date)
