"""What a calendar would do to the open deadlines, before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import eventlet

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Revision
from libs.common.editions.bearers import Bearer, Row
from libs.common.editions.book import Book
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
            for row in rows:
                if row.calendar_edition not in ways:
                    old = edition_calendar(book, tx, row.calendar_edition)
                    ways[row.calendar_edition] = Revision(old, calendar)
            _count(tx, bearer, rows, ways, counts)
            tx.session.expunge_all()
            eventlet.sleep(0)
    return [counts[kind] for kind in sorted(counts)]


def _some(tx: ReadTransaction, bearer: Bearer[Row], after: str) -> Sequence[Row]:
    query = bearer.open().where(bearer.table.id > after).order_by(bearer.table.id).limit(AT_ONCE)
    return tx.session.scalars(query).all()


def _count(
    tx: ReadTransaction,
    bearer: Bearer[Row],
    rows: Sequence[Row],
    ways: dict[int, Revision],
    counts: dict[str, dict[str, Any]],
) -> None:
    touched = [row for row in rows if ways[row.calendar_edition].touches(bearer.last(row))]
    ledgers = bearer.ledgers(tx, [(row, ways[row.calendar_edition].old) for row in touched]) if touched else {}
    for row in touched:
        for kind, entries in ledgers[row.id].items():
            move = ways[row.calendar_edition].move(kind, entries)
            if move is not None:
                count = counts.setdefault(kind, {"kind": kind, "moved": 0, "marked": 0})
                count["moved" if move.moved else "marked"] += 1
