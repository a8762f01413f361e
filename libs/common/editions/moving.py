"""From rows and the calendars that their dates were counted by to what moves; the job and the preview share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import structlog

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import LedgerRefused, Move, Revision
from libs.common.editions.bearers import Bearer, Ledgers, Row
from libs.common.transaction import ReadTransaction

log = structlog.get_logger(__name__)


def moves_of(
    tx: ReadTransaction, bearer: Bearer[Row], rows: Sequence[Row], ways: Mapping[int, Revision]
) -> Iterator[tuple[Row, Ledgers, dict[str, Move]]]:
    """The rows that their way (by ``calendar_edition``) touches, each with its ledgers and the moves among them.

    A row whose ledger tells no possible story is logged and left out: it must not stand in the way of the others.
    """
    touched = [row for row in rows if ways[row.calendar_edition].touches(bearer.last(row))]
    if not touched:
        return
    ledgers = _ledgers(tx, bearer, [(row, ways[row.calendar_edition].old) for row in touched])
    for row in touched:
        if row.id in ledgers:
            moves = _moves(bearer, row, ledgers[row.id], ways[row.calendar_edition])
            if moves is not None:
                yield row, ledgers[row.id], moves


def _ledgers(
    tx: ReadTransaction, bearer: Bearer[Row], rows: Sequence[tuple[Row, WorkingCalendar]]
) -> Mapping[str, Ledgers]:
    try:
        return bearer.ledgers(tx, rows)
    except LedgerRefused as refused:
        if len(rows) > 1:
            return {key: own for row in rows for key, own in _ledgers(tx, bearer, [row]).items()}
        _log(bearer, rows[0][0], refused)
        return {}


def _moves(bearer: Bearer[Row], row: Row, ledgers: Ledgers, way: Revision) -> dict[str, Move] | None:
    try:
        return bearer.moves(ledgers, way)
    except LedgerRefused as refused:
        _log(bearer, row, refused)
        return None


def _log(bearer: Bearer[Row], row: Row, refused: LedgerRefused) -> None:
    log.error("deadline.unreadable", table=bearer.table.__tablename__, id=row.id, code=refused.code)
