"""Rows by the thousand, straight into a service's tables and through their column types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Column, Connection, Table, TypeDecorator, insert

from benchmarks.year.size import NOW, YearSize, working_days
from libs.common.clock import SHANGHAI, local

CENTRE = "taozhu"
AT = "at the moment"
"""The key under which a row says when it came to be, where its table has no column of that name."""
EDITIONS = 2
"""How often the calendar was published; every open deadline has followed."""
USUAL: dict[str, Any] = {"centre": CENTRE, "calendar_edition": EDITIONS}
PLAIN: dict[type, Callable[[datetime], Any]] = {
    str: lambda at: "样例", int: lambda at: 0, bool: lambda at: False, float: lambda at: 0.0,
    date: lambda at: local(at).date(), datetime: lambda at: at,
}  # fmt: skip
BATCH = 5_000


class Writer:
    """Writes a year into one database, the same for the same ``seed``."""

    def __init__(self, connection: Connection, size: YearSize, seed: int = 1) -> None:
        self.connection, self.size, self.random = connection, size, Random(seed)
        self.days = working_days(size.days)

    def id_at(self, moment: datetime) -> str:
        """An identifier as ``new_id`` would have made it then."""
        digits = f"{int(moment.timestamp() * 1000):012x}7{self.random.getrandbits(12):03x}"
        tail = f"{self.random.getrandbits(62) | 1 << 63:016x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:]}-{tail[:4]}-{tail[4:]}"

    def moments(self, count: int, *, of_last: int | None = None) -> list[datetime]:
        """So many moments of the working days, or the last ``of_last`` of them, in opening hours and in order."""
        days = self.days[-of_last:] if of_last else self.days
        share, more = divmod(count, len(days))
        found: list[datetime] = []
        for number, day in enumerate(days):
            opens = datetime.combine(day, time(8, 30), SHANGHAI)
            span = min(timedelta(hours=8), NOW - opens)
            found += [opens + span * self.random.random() for _ in range(share + (number < more))]
        return sorted(found)

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.random.choice(choices)

    def weighed(self, choices: dict[Any, float]) -> Any:
        return self.random.choices(list(choices), list(choices.values()))[0]

    def write(self, model: Any, rows: Iterable[dict[str, Any]]) -> None:
        """Insert the rows; what a row does not say is what is usual in its column: the default, none, or plain.

        An ``id`` that is not said is one of the row's moment.
        """
        table: Table = getattr(model, "__table__", model)
        makers = [(column.key, self._maker(column)) for column in table.columns]
        coming = iter(rows)
        while full := [self._filled(row, makers) for row in islice(coming, BATCH)]:
            self.connection.execute(insert(table), full)

    def _filled(self, row: dict[str, Any], makers: list[tuple[str, Callable[[datetime], Any]]]) -> dict[str, Any]:
        at = row[AT] if AT in row else row.get("at", NOW)
        return {name: row[name] if name in row else make(at) for name, make in makers}

    def _maker(self, column: Column[Any]) -> Callable[[datetime], Any]:
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        if column.key == "id" and kind.python_type is str:
            return self.id_at
        if column.key in USUAL:
            return lambda at: USUAL[column.key]
        if column.default is not None:
            default: Any = column.default
            return (lambda at: default.arg) if default.is_scalar else (lambda at: default.arg(None))
        if column.nullable:
            return lambda at: None
        return PLAIN.get(kind.python_type, lambda at: [])
