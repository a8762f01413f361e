"""What is known of people on some days, gathered once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from libs.common.clock import SHANGHAI, local
from libs.common.transaction import ReadTransaction
from services.intake.duty.attendance.tables import Attendance
from services.intake.duty.leaves.reading import leaves_between
from services.intake.duty.posts.rules import Post, posts_of
from services.intake.duty.presence.rules import OnLeave, Outing, Person, Policy, Presence, Signed, Stretch, present
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts import tables as whereabouts
from services.intake.hall.queue.hours import standing_sessions
from services.intake.items.catalogue.tables import Window


def policy_of(tx: ReadTransaction) -> Policy:
    hall = tx.settings.hall
    return Policy(
        timedelta(minutes=hall["sign_in_tolerance_minutes"]),
        timedelta(minutes=hall["handover_after_minutes"]),
        hall["sign_in_required"],
    )


def stretch_on(day: date, start: time, end: time) -> Stretch:
    """A session of the hall's wall clock as moments."""
    return Stretch(datetime.combine(day, start, SHANGHAI), datetime.combine(day, end, SHANGHAI))


def posts_at(tx: ReadTransaction, centre: str) -> dict[int, Post]:
    """The A and B posts of a centre's windows."""
    rows = tx.session.execute(
        select(Window.number, Window.post_a, Window.post_b, Window.note).where(Window.centre == centre)
    )
    return posts_of((number, a, b, note) for number, a, b, note in rows)


def people(
    tx: ReadTransaction, centre: str, logins: Iterable[str], first: date, last: date, stretch: Stretch | None = None
) -> dict[str, Person]:
    """What is known of ``logins`` and of whoever is away on the days from ``first`` to ``last``.

    ``stretch``: the session that runs, whose sign-ins count.
    """
    leaves: dict[str, list[OnLeave]] = defaultdict(list)
    for leave in leaves_between(tx, centre, first, last):
        leaves[leave.login].append(OnLeave(leave.span, leave.stand_in))
    away = select(whereabouts.Outing).where(whereabouts.Outing.centre == centre, whereabouts.Outing.ended_at.is_(None))
    out = {
        outing.login: Outing(outing.since, outing.until, outing.stand_in)
        for outing in tx.session.scalars(away.execution_options(populate_existing=True))
    }
    signed = _signed(tx, centre, stretch) if stretch is not None else {}
    named = {each.stand_in for each in out.values()} | {each.stand_in for some in leaves.values() for each in some}
    known = {*logins, *leaves, *out, *signed, *named} - {None}
    active = set(tx.session.scalars(select(Staff.login).where(Staff.login.in_(known), Staff.active)))
    return {
        login: Person(login in active, tuple(leaves.get(login, ())), out.get(login), signed.get(login))
        for login in known
        if login is not None
    }


@dataclass(frozen=True)
class Now:
    """Who of those with a post is there, in the regular session that runs."""

    posts: dict[int, Post]
    presence: dict[str, Presence]


def presence_now(tx: ReadTransaction, centre: str, also: Iterable[str] = ()) -> Now | None:
    """Who is there now, of those with a post, those who are away, and ``also``; None outside the regular hours, when
    nothing passes from hand to hand."""
    day, at = local(tx.now).date(), local(tx.now).time()
    _, sessions = standing_sessions(tx, centre, day)
    running = next((each for each in sessions if not each.extended and each.start <= at < each.end), None)
    if running is None:
        return None
    stretch, posts, policy = stretch_on(day, running.start, running.end), posts_at(tx, centre), policy_of(tx)
    logins = {*also, *(login for post in posts.values() for login in (post.a, post.b))}
    known = people(tx, centre, logins, day, day, stretch)
    return Now(posts, {login: present(person, stretch, policy, tx.now) for login, person in known.items()})


def with_leave(known: dict[str, Person], login: str, leave: OnLeave, *, named: str | None) -> dict[str, Person]:
    """What would be known if ``login`` had that leave too, and ``named``, of whom nothing is, stood in."""
    person = known.get(login, Person())
    found = {**known, login: replace(person, leaves=(leave, *person.leaves))}
    return found if named is None else {named: Person(), **found}


def _signed(tx: ReadTransaction, centre: str, stretch: Stretch) -> dict[str, Signed]:
    rows = select(Attendance.login, Attendance.in_at, Attendance.out_at).where(
        Attendance.centre == centre,
        Attendance.day == local(stretch.starts_at).date(),
        Attendance.starts_at == stretch.starts_at,
        Attendance.extended.is_(False),
    )
    return {login: Signed(in_at, out_at) for login, in_at, out_at in tx.session.execute(rows)}
