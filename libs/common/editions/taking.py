"""Days are published, and with them, or with a newer seed, another calendar comes into force."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select, update

from libs.common.calendar.rules import CalendarDay, WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.editions.book import Book
from libs.common.editions.rules import MOVES, State, pack
from libs.common.editions.standing import Standing, in_force, merged, set_in_force
from libs.common.transaction import Transaction

SEED_SOURCE = "软件自带的工作日历"


def add_days(book: Book, tx: Transaction, days: Iterable[CalendarDay], source: str) -> bool:
    """Add published ``days``; those that are there already stay. Whether another calendar is in force by it.

    ``source``: words for where they come from.
    """
    rows = [
        {
            "date": day.date,
            "version": day.version,
            "kind": day.kind.value,
            "name": day.name,
            "source": day.source,
            "confirmed": day.confirmed,
        }
        for day in days
    ]
    if rows:
        tx.session.execute(tx.upsert(book.day).on_conflict_do_nothing(), rows)
    return take_up(book, tx, source)


def take_up(book: Book, tx: Transaction, source: str) -> bool:
    """Make seed and publications the calendar in force, as a new edition, unless it is that already.

    Of two at once the second fails on the number and is tried again by its caller's own rules.
    """
    calendar, seed = merged(book, tx), seed_calendar()
    edition = book.edition
    newest = tx.session.execute(
        select(edition.number, edition.calendar_id).order_by(edition.number.desc()).limit(1)
    ).one_or_none()
    if newest is not None and newest.calendar_id == calendar.id:
        return False
    running = update(edition).where(edition.state.in_(list(MOVES["supersede"])))
    tx.session.execute(running.values(state=State.SUPERSEDED, finished_at=tx.now))
    number = 1 if newest is None else newest.number + 1
    row = {
        "number": number,
        "calendar_id": calendar.id,
        "source": source,
        "seed_id": seed.id,
        "seed_through": through(seed),
        "taken_at": tx.now,
        "state": State.CARRYING.value,
        "done": 0,
        "moved": 0,
        "days": pack(calendar),
    }
    tx.session.execute(insert(edition), [row])
    set_in_force(tx, Standing(number, calendar, in_step=True))
    tx.audit("calendar.take-up", f"calendar/{number}", calendar=calendar.id, source=source)
    return True


def follow_seed(book: Book, tx: Transaction) -> bool:
    """Take up the seed of this process where it is newer than the newest edition's: after an upgrade, once.

    A process that still runs with an older seed leaves it alone.
    """
    edition = book.edition
    if in_force(book, tx).in_step:
        return False
    known = tx.session.scalar(select(edition.seed_through).order_by(edition.number.desc()).limit(1))
    if known is not None and through(seed_calendar()) < known:
        return False
    return take_up(book, tx, SEED_SOURCE)


def through(seed: WorkingCalendar) -> int:
    """The last year that ``seed`` has confirmed days of."""
    return max(row.date.year for row in seed.days.values() if row.confirmed)
