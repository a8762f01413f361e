"""Reading editions, how far they are carried, and what they moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from libs.common.actor import Role
from libs.common.deadlines import Revision
from libs.common.editions.bearers import Bearer, count_behind
from libs.common.editions.book import Book
from libs.common.editions.rules import State
from libs.common.editions.schemas import change_shown
from libs.common.editions.standing import edition_calendar
from libs.common.editions.tables import DeadlineMoveColumns, EditionColumns
from libs.common.transaction import ReadTransaction

IN_CHARGE = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR})


def shown(edition: EditionColumns) -> dict[str, Any]:
    names = ("number", "calendar_id", "source", "taken_at", "state", "done", "moved", "finished_at")
    return {**{name: getattr(edition, name) for name in names}, "state_words": State(edition.state).words}


def in_full(book: Book, tx: ReadTransaction, bearers: Sequence[Bearer[Any]], number: int) -> dict[str, Any]:
    """With what is left to carry (an edition that is over leaves it to the next) and the days that it changed.

    Raises NotFound.
    """
    edition = tx.one(book.edition, number)
    left = count_behind(tx, bearers, number) if edition.state == State.CARRYING else 0
    way = Revision(edition_calendar(book, tx, number - 1), edition_calendar(book, tx, number))
    changes = [change_shown(change) for change in way.changes]
    return {**shown(edition), "left": left, "total": edition.done + left, "changes": changes}


def move_shown(book: Book, move: DeadlineMoveColumns) -> dict[str, Any]:
    """A move as the list has it; a kind that this version of the software no longer knows goes by its code."""
    columns = {column.key: getattr(move, column.key) for column in book.move.__table__.columns}  # type: ignore[attr-defined]
    return {**columns, "kind_words": book.kinds.get(move.kind, move.kind)}


def find_moves(
    book: Book,
    tx: ReadTransaction,
    number: int,
    *,
    centre: str | None = None,
    kind: str | None = None,
    moved: bool | None = None,
    subject_id: str | None = None,
) -> Select[Any]:
    """What edition ``number`` did to deadlines of the actor's territory. Raises NotFound, Forbidden (属地)."""
    tx.one(book.edition, number)
    move = book.move
    query = select(move).where(move.edition == number)
    if centre is not None:
        tx.actor.require_centre(centre)
        query = query.where(move.centre == centre)
    elif not tx.actor.sees_centre("*"):
        query = query.where(move.centre.in_(tx.actor.centres))
    if not tx.actor.roles & IN_CHARGE:
        query = query.where(move.kind.not_in(book.confidential))
    for column, wanted in ((move.kind, kind), (move.moved, moved), (move.subject_id, subject_id)):
        if wanted is not None:
            query = query.where(column == wanted)
    return query
