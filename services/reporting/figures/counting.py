"""Counting facts in the database. A table takes several questions: ``steady`` first, so that all see the same facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, cast, exists, func, select, text
from sqlalchemy.orm import aliased

from libs.common.transaction import ReadTransaction
from services.reporting.facts.tables import Fact
from services.reporting.figures.rules import Bucket, Stock
from services.reporting.periods.rules import Period

UnitKey = tuple[str | None, str | None]
GROUP = (Fact.kind, Fact.item_kind, Fact.detail, Fact.flag)
SUMMED = (Fact.quantity, Fact.waiting_seconds, Fact.handling_seconds, Fact.working_days)
UNIT = (Fact.unit_kind, Fact.unit_code)


def steady(tx: ReadTransaction) -> None:
    """Make all that follows see one moment. SQLite does by itself; PostgreSQL must be asked before any query."""
    if tx.session.get_bind().dialect.name == "postgresql":
        tx.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def town_buckets(tx: ReadTransaction, centre: str, period: Period) -> list[Bucket]:
    """The facts of the period, of the centre as a whole."""
    return [Bucket(*row) for row in tx.session.execute(_grouped(centre, period, by_unit=False))]


def unit_buckets(tx: ReadTransaction, centre: str, period: Period) -> Mapping[UnitKey, list[Bucket]]:
    """The facts of the period by unit."""
    found: dict[UnitKey, list[Bucket]] = defaultdict(list)
    for kind, code, *values in tx.session.execute(_grouped(centre, period, by_unit=True)):
        found[kind, code].append(Bucket(*values))
    return found


def standing(tx: ReadTransaction, centre: str, stock: Stock, day: date) -> Mapping[UnitKey, int]:
    """How many subjects of ``stock`` stand open at the end of ``day``, by unit."""
    closing = aliased(Fact)
    closed = exists().where(closing.subject == Fact.subject, closing.kind.in_(stock.closes), closing.day <= day)
    if stock.reopens:
        again = aliased(Fact)
        closed = closed.where(
            ~exists().where(
                again.subject == closing.subject,
                again.kind.in_(stock.reopens),
                again.sequence > closing.sequence,
                again.day <= day,
            )
        )
    query = (
        select(*UNIT, func.count(Fact.subject.distinct()))
        .where(Fact.centre == centre, Fact.kind == stock.opens, Fact.day <= day, ~closed)
        .group_by(*UNIT)
    )
    return {(kind, code): int(number) for kind, code, number in tx.session.execute(query)}


def _grouped(centre: str, period: Period, *, by_unit: bool) -> Select[Any]:
    keys = (*UNIT, *GROUP) if by_unit else GROUP
    sums = [func.coalesce(func.sum(column), 0) for column in SUMMED]
    # PostgreSQL adds up big integers to a numeric, which would come out as a Decimal.
    whole = [cast(total, BigInteger) for total in sums]
    return (
        select(*keys, func.count(), func.count(Fact.subject.distinct()), *whole)
        .where(Fact.centre == centre, Fact.day.between(period.first, period.last))
        .group_by(*keys)
    )
