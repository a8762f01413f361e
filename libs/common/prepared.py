"""Statements compiled once and run by the driver: for the rows that every transaction writes.

Building and caching-by-key cost SQLAlchemy 60-110 µs a statement and its execution context another 20, the driver
itself 3-10 µs (measured on the pipeline benchmark); an outbox, an inbox and an audit row would otherwise cost more
than the business they record. Errors come out as SQLAlchemy's own, as from any other statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]


class Prepared:
    """One statement for one dialect. Values are given by bind name and converted by the columns' types."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, column_keys: Sequence[str] | None = None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=column_keys)
        assert isinstance(compiled, SQLCompiler)
        self.sql = str(compiled)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._order = list(compiled.positiontup or [])
        self._convert = {
            name: processor
            for name, bind in compiled.binds.items()
            if (processor := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }

    def run(self, connection: Connection, values: Values) -> int:
        """Execute once; returns how many rows it changed."""
        cursor = self._execute(connection, "execute", self._parameters(values))
        cursor.close()
        return int(cursor.rowcount)

    def one(self, connection: Connection, values: Values) -> Any:
        """Execute once; returns the first row as the driver gives it (not converted), None when there is none."""
        cursor = self._execute(connection, "execute", self._parameters(values))
        row = cursor.fetchone()
        # An open cursor would hold SQLite's read lock past the commit.
        cursor.close()
        return row

    def run_many(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Execute for each of ``rows``."""
        bound = [self._parameters(row) for row in rows]
        if len(bound) == 1:
            self._execute(connection, "execute", bound[0]).close()
        else:
            self._execute(connection, "executemany", bound).close()

    def _parameters(self, values: Values) -> Any:
        bound = {**self._fixed, **values}
        for name, convert in self._convert.items():
            if name in bound:
                bound[name] = convert(bound[name])
        return tuple(bound.get(name) for name in self._order) if self._order else bound

    def _execute(self, connection: Connection, how: str, parameters: Any) -> Any:
        cursor = connection.connection.cursor()
        try:
            getattr(cursor, how)(self.sql, parameters)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_says(connection, self.sql, error, cursor) from error
        return cursor


def _as_sqlalchemy_says(connection: Connection, sql: str, error: Exception, cursor: Any) -> Exception:
    """The error by SQLAlchemy's classes; a connection that broke is dropped from the pool. Parameters stay hidden."""
    dialect = connection.dialect
    broken = dialect.is_disconnect(error, connection.connection.driver_connection, cursor)  # type: ignore[arg-type]
    if broken:
        connection.invalidate(error)
    kind = dialect.loaded_dbapi.Error
    said: Exception = DBAPIError.instance(
        sql, None, error, kind, hide_parameters=True, connection_invalidated=broken, dialect=dialect
    )
    return said
