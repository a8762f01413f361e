"""Group commit: who is told waits for the disk, and those who wait together share one flush."""

from __future__ import annotations

import os
from pathlib import Path

import eventlet
import pytest

from libs.common.clock import FixedClock
from libs.common.database import Database, metadata_for
from libs.common.disk import WriteAheadLog


class Counting(WriteAheadLog):
    """Counts real flushes of a real log."""

    flushes = 0

    def _sync(self, log: Path) -> None:
        self.flushes += 1
        super()._sync(log)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}", "intake", FixedClock(), metadata_for("intake"))
    database.create_all()
    database._log = Counting(tmp_path / "x.db")
    return database


def write(db: Database, name: str, *, flush: bool = True) -> None:
    with db.transaction(flush=flush) as tx:
        tx.audit("thing.make", name)


@pytest.mark.row("N10")
def test_a_transaction_returns_only_when_its_log_is_on_the_disk(db: Database, tmp_path: Path) -> None:
    write(db, "a")
    assert db._log.flushes == 1  # type: ignore[attr-defined]
    assert os.path.getsize(tmp_path / "x.db-wal") > 0


def test_deferred_commits_share_the_flush_that_is_owed(db: Database) -> None:
    for number in range(20):
        write(db, str(number), flush=False)
    assert db._log.flushes == 0  # type: ignore[attr-defined]
    db.flush()
    db.flush()
    assert db._log.flushes == 1, "nothing new: nothing to wait for"  # type: ignore[attr-defined]
    db.flush(others=True)
    assert db._log.flushes == 2, "another process may have written"  # type: ignore[attr-defined]


def test_greenthreads_that_wait_together_share_a_flush(db: Database) -> None:
    pool = eventlet.GreenPool(40)
    list(pool.imap(lambda number: write(db, str(number)), range(40)))
    assert 1 <= db._log.flushes < 40  # type: ignore[attr-defined]


def test_a_disk_that_fails_is_not_kept_quiet(db: Database, tmp_path: Path) -> None:
    (tmp_path / "loop.db-wal").symlink_to("loop.db-wal")  # what cannot be opened cannot be flushed
    db._log = WriteAheadLog(tmp_path / "loop.db")
    with pytest.raises(OSError, match="symbolic links"):
        write(db, "a")
