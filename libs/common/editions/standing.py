"""Which calendar is in force. Asked for each ticket, so one keyed look at most; the calendar itself is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from libs.common.calendar.merging import over_seed
from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Revision
from libs.common.editions.book import Book
from libs.common.editions.rules import unpack
from libs.common.prepared import Prepared
from libs.common.transaction import ReadTransaction

REMEMBERED = 8
"""Earlier editions, and ways from one to another, that a process keeps."""
_MEMO = "standing"


@dataclass(frozen=True)
class Standing:
    """The calendar in force and the edition to tag with what is counted by it; 0 before there is one.

    Not ``in_step``: this process makes another calendar of the same publications than the newest edition is, since its
    seed is another (while an upgrade is under way). What it counts is tagged as behind, so it will be counted again.
    """

    number: int
    calendar: WorkingCalendar
    in_step: bool


class Shelf:
    """What a process keeps of one database's editions. Committed ones only: those never change."""

    def __init__(self, book: Book, tx: ReadTransaction) -> None:
        newest = select(book.edition.number).order_by(book.edition.number.desc()).limit(1)
        self.newest = Prepared(newest, tx.session.get_bind().dialect)
        self.looked_at: int | None = None
        self.standing = Standing(0, seed_calendar(), False)
        self.calendars: dict[int, WorkingCalendar] = {}
        self.revisions: dict[tuple[int, int], Revision] = {}


def shelf_of(book: Book, tx: ReadTransaction) -> Shelf:
    found: Shelf | None = tx.kept.get(Shelf)
    if found is None:
        found = tx.kept[Shelf] = Shelf(book, tx)
    return found


def in_force(book: Book, tx: ReadTransaction) -> Standing:
    """The calendar in force, the same from the first time it is asked in a transaction to its end."""
    known: Standing | None = tx.session.info.get(_MEMO)
    if known is None:
        known = tx.session.info[_MEMO] = _look(book, tx)
    return known


def set_in_force(tx: ReadTransaction, standing: Standing) -> None:
    """What counts for the rest of this transaction, which has just changed it; on the shelf once it is committed."""
    tx.session.info[_MEMO] = standing


def _look(book: Book, tx: ReadTransaction) -> Standing:
    shelf = shelf_of(book, tx)
    row = shelf.newest.one(tx.session.connection(), {})
    number = row[0] if row is not None else 0
    if number != shelf.looked_at:
        shelf.standing, shelf.looked_at = _read(book, tx, number), number
    return shelf.standing


def _read(book: Book, tx: ReadTransaction, number: int) -> Standing:
    calendar = merged(book, tx)
    told = tx.session.scalar(select(book.edition.calendar_id).where(book.edition.number == number))
    in_step = calendar.id == told
    return Standing(number if in_step else max(0, number - 1), calendar, in_step)


def merged(book: Book, tx: ReadTransaction) -> WorkingCalendar:
    """The seed of this process and, over it, everything that was published."""
    return over_seed(seed_calendar(), published(book, tx))


def published(book: Book, tx: ReadTransaction) -> list[CalendarDay]:
    """Every day of every publication, in no order."""
    day = book.day
    rows = tx.session.execute(select(day.date, day.kind, day.name, day.source, day.confirmed, day.version))
    return [CalendarDay(row[0], DayKind(row[1]), *row[2:]) for row in rows]


def edition_calendar(book: Book, tx: ReadTransaction, number: int) -> WorkingCalendar:
    """The calendar that dates tagged with ``number`` were counted by; an earlier one comes without its sources."""
    standing = in_force(book, tx)
    if number == standing.number:
        return standing.calendar
    kept = shelf_of(book, tx).calendars
    if number not in kept:
        packed = tx.session.scalar(select(book.edition.days).where(book.edition.number == number))
        _make_room(kept)
        kept[number] = seed_calendar() if packed is None else unpack(packed)
    return kept[number]


def revision_from(book: Book, tx: ReadTransaction, number: int) -> Revision:
    """From edition ``number`` to the one in force."""
    standing = in_force(book, tx)
    kept = shelf_of(book, tx).revisions
    way = (number, standing.number)
    if way not in kept:
        _make_room(kept)
        kept[way] = Revision(edition_calendar(book, tx, number), standing.calendar)
    return kept[way]


def _make_room(kept: dict[Any, Any]) -> None:
    while len(kept) >= REMEMBERED:
        del kept[next(iter(kept))]
