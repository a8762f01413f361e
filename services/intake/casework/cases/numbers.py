"""Running numbers without gaps: taken in the transaction that uses them, so none is given twice and none lost."""

from __future__ import annotations

from secrets import randbelow

from libs.common.transaction import Transaction
from services.intake.casework.cases.tables import Series


def next_number(tx: Transaction, series: str) -> int:
    """The next number of ``series``, from 1. Whoever asks at the same moment waits for this transaction to end."""
    upsert = tx.upsert(Series).values(name=series, last=1)
    upsert = upsert.on_conflict_do_update(index_elements=[Series.name], set_={"last": Series.last + 1})
    number: int = tx.session.execute(upsert.returning(Series.last)).scalar_one()
    return number


def query_code() -> str:
    """Six random digits that a person proves a case number with (查询码)."""
    return f"{randbelow(1_000_000):06d}"
