"""The job: every open deadline is carried over to the edition in force, a batch in each transaction.

Which rows are behind is asked of the rows themselves, so a process may die anywhere: what a batch did is committed or
was never done. On SQLite, where writers follow one another, the others have as long as a batch took after each.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import eventlet
from sqlalchemy import insert, select, update

from libs.common.actor import SYSTEM
from libs.common.database import Database
from libs.common.deadlines import Move
from libs.common.editions.bearers import Bearer, Row, behind, count_behind
from libs.common.editions.book import Book
from libs.common.editions.moving import moves_of
from libs.common.editions.rules import MOVES, State
from libs.common.editions.standing import Standing, in_force, revision_from
from libs.common.editions.taking import follow_seed
from libs.common.ids import new_id
from libs.common.metrics import DEADLINES_BEHIND, DEADLINES_MOVED
from libs.common.transaction import ReadTransaction, Transaction

AT_ONCE = 25
"""Rows of one transaction: on SQLite every other writer waits for it."""
SPELL_SECONDS = 1.0
"""How long one tick goes on, well below the time of the lease that it runs under."""


def carry_on(db: Database, book: Book, bearers: Sequence[Bearer[Any]]) -> None:
    """One tick: batches until nothing is left or the spell is over."""
    until = time.monotonic() + SPELL_SECONDS
    while time.monotonic() < until:
        with db.reading() as tx:
            if not _wanted(book, tx, bearers):
                return
        began = time.monotonic()
        with db.transaction(SYSTEM, flush=False) as tx:
            # A new edition is committed before anything is counted by it.
            went_on = follow_seed(book, tx) or carry_batch(book, tx, bearers) > 0
        if not went_on:
            return
        # On SQLite a bare yield would let a writer begin, and the next batch come while it waits for the disk.
        eventlet.sleep(time.monotonic() - began if db.is_sqlite else 0)


def _wanted(book: Book, tx: ReadTransaction, bearers: Sequence[Bearer[Any]]) -> bool:
    standing = in_force(book, tx)
    left = count_behind(tx, bearers, standing.number)
    DEADLINES_BEHIND.labels(tx.service).set(left)
    return left > 0 or not standing.in_step or _is_running(book, tx, standing)


def _is_running(book: Book, tx: ReadTransaction, standing: Standing) -> bool:
    state = select(book.edition.state).where(book.edition.number == standing.number)
    return tx.session.scalar(state) == State.CARRYING


def carry_batch(book: Book, tx: Transaction, bearers: Sequence[Bearer[Any]]) -> int:
    """Carry some rows over; returns how many. None left: the edition is carried."""
    standing = in_force(book, tx)
    if not standing.in_step:
        return 0
    for bearer in bearers:
        some = behind(bearer, standing.number).limit(AT_ONCE).with_for_update(skip_locked=True)
        if rows := tx.session.scalars(some).all():
            moved = _carry(book, tx, bearer, rows, standing)
            edition = update(book.edition).where(book.edition.number == standing.number)
            done = {"done": book.edition.done + len(rows), "moved": book.edition.moved + moved}
            tx.session.execute(edition.values(**done))
            return len(rows)
    # Rows that somebody holds are skipped above, not done.
    if count_behind(tx, bearers, standing.number) == 0:
        _finish(book, tx, standing.number)
    return 0


def _carry(book: Book, tx: Transaction, bearer: Bearer[Row], rows: Sequence[Row], standing: Standing) -> int:
    ways = {row.calendar_edition: revision_from(book, tx, row.calendar_edition) for row in rows}
    listed: list[dict[str, Any]] = []
    for row, ledgers, moves in moves_of(tx, bearer, rows, ways):
        bearer.follow(tx, row, ledgers, moves)
        listed += [_listed(tx, bearer, row, kind, move, standing.number) for kind, move in moves.items()]
    for row in rows:
        row.calendar_edition = standing.number
    tx.session.flush()
    if listed:
        tx.session.execute(insert(book.move), listed)
    return len(listed)


def _listed(tx: Transaction, bearer: Bearer[Row], row: Row, kind: str, move: Move, edition: int) -> dict[str, Any]:
    DEADLINES_MOVED.labels(tx.service, kind).inc()
    return {
        "id": new_id(),
        "edition": edition,
        "kind": kind,
        "subject_id": row.id,
        "number": bearer.number(row),
        "centre": row.centre,
        "before": move.before.due,
        "after": move.after.due,
        "provisional_before": move.before.provisional,
        "provisional_after": move.after.provisional,
        "moved": move.moved,
        "text": move.text,
        "at": tx.now,
    }


def _finish(book: Book, tx: Transaction, number: int) -> None:
    edition = book.edition
    running = update(edition).where(edition.number == number, edition.state.in_(list(MOVES["finish"])))
    done = tx.session.execute(running.values(state=State.CARRIED, finished_at=tx.now))
    if done.rowcount:  # type: ignore[attr-defined]
        tx.audit("calendar.carried", f"calendar/{number}")
