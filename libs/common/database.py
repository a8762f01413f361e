"""One database per service, SQLite or PostgreSQL, and the one place where a transaction begins and commits.

Traps this module is the answer to (measured, docs/decisions/): psycopg 3 blocks every greenthread, so only
``postgresql+psycopg2://`` is taken; on SQLite a greenthread that yields inside a write transaction freezes
the process, so writers queue for one semaphore and BEGIN IMMEDIATE takes the file's lock at once.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import eventlet
from eventlet import getcurrent
from eventlet.semaphore import Semaphore
from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.contextvars import bind_contextvars, reset_contextvars

from libs.common.actor import SYSTEM, Actor, Cause
from libs.common.clock import Clock
from libs.common.columns import to_json
from libs.common.disk import WriteAheadLog
from libs.common.kernel import Kernel, kernel_tables
from libs.common.metrics import TRANSACTION_SECONDS
from libs.common.records import Records
from libs.common.transaction import ReadTransaction, Transaction

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 100
LOCK_PATIENCE = 10.0


def metadata_for(service: str) -> MetaData:
    """A MetaData for ``service`` with the naming convention and the kernel tables."""
    metadata = MetaData(naming_convention=NAMING)
    metadata.info["service"] = service
    kernel_tables(metadata)
    return metadata


def _file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for one in memory or on a server."""
    parsed = make_url(url)
    on_disk = parsed.drivername.startswith("sqlite") and parsed.database not in {None, "", ":memory:"}
    return Path(str(parsed.database)) if on_disk else None


class DatabaseRefused(ValueError):
    """A database address that would hurt: said at start-up, not found out in the hall."""


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///…`` or ``postgresql+psycopg2://…``; anything else raises DatabaseRefused."""
    parsed = make_url(url)
    # Parameters may be personal: they must not come out in the text of an error.
    common: dict[str, Any] = {"json_serializer": to_json, "hide_parameters": True}
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        engine = create_engine(
            parsed,
            **common,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "isolation_level": None},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername == "postgresql+psycopg2":
        return create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True, **common)
    raise DatabaseRefused(
        f"{parsed.drivername}: use sqlite:/// or postgresql+psycopg2:// "
        "(plain postgresql:// is psycopg 3 in SQLAlchemy 2.1, which blocks every greenthread)"
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # The wait for the disk is WriteAheadLog's: shared, and not inside the commit.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-8000")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # Writers ask for the lock at BEGIN: a later upgrade could fail after work was done.
    options = connection.get_execution_options()
    mode = "BEGIN IMMEDIATE" if options.get("writes") else "BEGIN"
    driver = connection.connection.driver_connection
    try:
        driver.execute(mode)
    except sqlite3.OperationalError as error:
        raise OperationalError(mode, None, error) from error


class Database:
    """A service's own database. Greenthread-safe; one per service and process."""

    def __init__(self, url: str, service: str, clock: Clock, metadata: MetaData, settings: Any = None) -> None:
        self.engine = make_engine(url)
        self.service = service
        self.clock = clock
        self.metadata = metadata
        self.settings = settings
        self.kernel: Kernel = kernel_tables(metadata)
        self.records = Records(self.kernel, service, self.engine.dialect)
        self.kept: dict[type, Any] = {}
        """What is dear to make from rows and cheap to tell stale, for all transactions, under its keeper's class."""
        self._writer = Semaphore(1) if self.is_sqlite else None
        self._log = WriteAheadLog(_file_of(url))
        self._writing: Any = None
        self._on_commit: list[Callable[[], None]] = []
        self._seconds = TRANSACTION_SECONDS.labels(service)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def on_commit(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` after each commit that left something in the outbox."""
        self._on_commit.append(wake)

    @contextmanager
    def transaction(
        self, actor: Actor = SYSTEM, cause: Cause | None = None, *, flush: bool = True
    ) -> Iterator[Transaction]:
        """A write transaction: commits at the end of the block, rolls back on any exception.

        On SQLite nothing inside may yield (no publish, sleep, network call): every other writer waits.
        Returns when the change is on the disk. With ``flush=False`` the caller owes a ``flush`` before anybody is told
        of the change, or none where a power cut may undo it because it is simply done again. (PostgreSQL always waits.)
        """
        if self._writer is None:
            with self._commit(actor, cause) as tx:
                yield tx
        else:
            if self._writing is getcurrent():
                raise RuntimeError("a write transaction inside a write transaction would wait for itself for ever")
            with self._writer, self._commit(actor, cause) as tx:
                self._writing = getcurrent()
                try:
                    yield tx
                finally:
                    self._writing = None
        if tx.left_messages:
            for wake in self._on_commit:
                wake()
        if flush:
            self.flush()

    def flush(self, *, others: bool = False) -> None:
        """Return when every commit before the call is on the disk (``others``: also those of other processes).

        PostgreSQL waits in the commit itself, greenthread by greenthread.
        """
        if self.is_sqlite:
            self._log.flush(others=others)

    @contextmanager
    def _commit(self, actor: Actor, cause: Cause | None) -> Iterator[Transaction]:
        started = time.perf_counter()
        connection = self.engine.connect().execution_options(writes=True)
        try:
            self._begin(connection)
            session = Session(bind=connection, expire_on_commit=False)
            tx = Transaction(session, self, actor, cause or Cause.fresh())
            # Whatever is logged on the way can be followed through every service by this one id.
            traced = bind_contextvars(correlation_id=tx.cause.correlation_id)
            try:
                yield tx
                session.flush()
                tx.flush_records()
                connection.commit()
                self._log.wrote()
            except BaseException:
                connection.rollback()
                raise
            finally:
                reset_contextvars(**traced)
                session.close()
        finally:
            connection.close()
            self._seconds.observe(time.perf_counter() - started)

    def _begin(self, connection: Any) -> None:
        """Take the write lock. Another process may hold SQLite's: wait without blocking the other greenthreads."""
        deadline = time.monotonic() + LOCK_PATIENCE
        pause = 0.002
        while True:
            try:
                connection.begin()
                return
            except OperationalError as error:
                if not (self.is_sqlite and "locked" in str(error)) or time.monotonic() > deadline:
                    raise
                eventlet.sleep(pause)
                pause = min(pause * 2, 0.05)

    @contextmanager
    def reading(self, actor: Actor = SYSTEM, cause: Cause | None = None) -> Iterator[ReadTransaction]:
        """A read-only view. Nothing done in it is kept."""
        with self.engine.connect() as connection, Session(bind=connection, expire_on_commit=False) as session:
            yield ReadTransaction(session, self, actor, cause or Cause.fresh())
            session.rollback()

    def create_all(self) -> None:
        """Make every table at once: for tests and scratch databases; installations migrate."""
        self.metadata.create_all(self.engine)

    def dispose(self) -> None:
        self.engine.dispose()
