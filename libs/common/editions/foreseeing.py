"""What a calendar would do to the open deadlines, before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import eventlet

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, Revision
from libs.common.editions.bearers import Bearer, Row
from libs.common.editions.book import Book
from libs.common.editions.moving import moves_of
from libs.common.editions.standing import edition_calendar
from libs.common.transaction import ReadTransaction

AT_ONCE = 200


def foresee(
    book: Book, tx: ReadTransaction, bearers: Sequence[Bearer[Any]], calendar: WorkingCalendar
) -> list[dict[str, Any]]:
    """How many open deadlines of each kind ``calendar`` would move, and of how many it would change the mark alone.

    Yields between the pieces, so only where nothing is being written.
    """
    ways: dict[int, Revision] = {}
    counts: dict[str, dict[str, Any]] = {}
    for bearer in bearers:
        after = ""
        while rows := _some(tx, bearer, after):
            after = rows[-1].id
            for number in {row.calendar_edition for row in rows} - ways.keys():
                ways[number] = Revision(edition_calendar(book, tx, number), calendar)
            for _, _, moves in moves_of(tx, bearer, rows, ways):
                _count(moves, counts)
            tx.session.expunge_all()
            eventlet.sleep(0)
    return [counts[kind] for kind in sorted(counts)]


def _some(tx: ReadTransaction, bearer: Bearer[Row], after: str) -> Sequence[Row]:
    query = bearer.open().where(bearer.table.id > after).order_by(bearer.table.id).limit(AT_ONCE)
    return tx.session.scalars(query).all()


def _count(moves: Mapping[str, Move], counts: dict[str, dict[str, Any]]) -> None:
    for kind, move in moves.items():
        count = counts.setdefault(kind, {"kind": kind, "moved": 0, "marked": 0})
        count["moved" if move.moved else "marked"] += 1
