"""What the plans of some days are concluded from, read once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sqlalchemy import select

from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.calendar.actions import working_calendar
from services.intake.duty.cover.rules import Duty
from services.intake.duty.posts.rules import Post
from services.intake.duty.presence.reading import people, policy_of, posts_at, presence_now, stretch_on
from services.intake.duty.presence.rules import Away, Person, Policy, planned
from services.intake.duty.rosters.tables import ExtendedShift
from services.intake.hall.queue.hours import standing_between
from services.intake.hall.queue.rules import Session

LONGEST_BREAK = timedelta(days=30)
"""No holidays last so long that a next day of duty is not within it."""


@dataclass(frozen=True)
class Facts:
    """Posts, sessions, rosters and people of the days that were asked for."""

    posts: Mapping[int, Post]
    sessions: Mapping[date, list[Session]]
    shifts: Mapping[date, list[ExtendedShift]]
    people: Mapping[str, Person]
    policy: Policy

    def duties(self, day: date) -> list[Duty]:
        """The sessions of a day, the earliest first. Where a roster says who is at a window in the extended hours,
        it says so for all of a standing session that it lies in."""
        shifts = self.shifts.get(day, [])
        found = [
            Duty(each.start, each.end, each.extended, self._open_in(each, shifts))
            for each in self.sessions.get(day, [])
        ]
        rostered: dict[tuple[time, time], dict[int, str]] = defaultdict(dict)
        for shift in shifts:
            rostered[shift.start, shift.end][shift.window] = shift.clerk
        found += [
            Duty(start, end, True, tuple(sorted(clerks)), rostered=clerks) for (start, end), clerks in rostered.items()
        ]
        order = sorted((each for each in found if each.windows), key=lambda duty: (duty.start, duty.end, duty.windows))
        return [replace(each, away=self._away(day, each)) for each in order]

    def _open_in(self, session: Session, shifts: Iterable[ExtendedShift]) -> tuple[int, ...]:
        rostered = {
            shift.window
            for shift in shifts
            if session.extended and shift.start < session.end and session.start < shift.end
        }
        return tuple(sorted(n for n in self.posts if session.serves([n]) and n not in rostered))

    def _away(self, day: date, duty: Duty) -> dict[str, Away]:
        stretch = stretch_on(day, duty.start, duty.end)
        known = ((login, planned(person, stretch, self.policy)) for login, person in self.people.items())
        return {login: away for login, away in known if away is not None}


def facts(tx: ReadTransaction, centre: str, first: date, last: date) -> Facts:
    """What is known of the days from ``first`` to ``last``."""
    posts = posts_at(tx, centre)
    shifts = _shifts(tx, centre, first, last)
    logins = {login for post in posts.values() for login in (post.a, post.b)}
    logins |= {shift.clerk for day in shifts.values() for shift in day}
    return Facts(
        posts,
        standing_between(tx, centre, first, last),
        shifts,
        people(tx, centre, logins, first, last),
        policy_of(tx),
    )


def duties_today(tx: ReadTransaction, centre: str, known: Facts, kept: Iterable[Duty]) -> list[Duty]:
    """The sessions of today: those that are over as ``kept``, the one that runs as it is, the rest as planned.

    In the session that runs who has not signed in, or has left, is away too.
    """
    day, at = local(tx.now).date(), local(tx.now).time()
    before = {(duty.start, duty.end, duty.windows): duty for duty in kept}
    now = presence_now(tx, centre)
    seen = {login: each for login, each in now.presence.items() if isinstance(each, Away)} if now is not None else {}
    found = []
    for duty in known.duties(day):
        if duty.end <= at:
            duty = before.get((duty.start, duty.end, duty.windows), duty)
        elif duty.start <= at and not duty.extended:
            duty = replace(duty, away=seen)
        found.append(duty)
    return found


def next_duty_day(tx: ReadTransaction, centre: str, after: date) -> date | None:
    """The first working day after ``after``, or day with a roster of extended hours; None when none is in sight."""
    calendar, last = working_calendar(tx), after + LONGEST_BREAK
    rostered = set(_shifts(tx, centre, after + timedelta(days=1), last))
    days = (after + timedelta(days=n) for n in range(1, LONGEST_BREAK.days + 1))
    return next((day for day in days if calendar.is_working(day) or day in rostered), None)


def _shifts(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[date, list[ExtendedShift]]:
    found: dict[date, list[ExtendedShift]] = defaultdict(list)
    rows = select(ExtendedShift).where(ExtendedShift.centre == centre, ExtendedShift.day.between(first, last))
    for shift in tx.session.scalars(rows.order_by(ExtendedShift.day, ExtendedShift.start, ExtendedShift.window)):
        found[shift.day].append(shift)
    return found
