"""Group commit on SQLite: many transactions, one wait for the disk, and the process goes on meanwhile.

SQLite's own ``synchronous=FULL`` waits for the disk inside every commit, and eventlet's whole process with it. Here
commits only write (``synchronous=NORMAL``), and whoever is about to tell the world (answer a request, publish,
acknowledge) first has the write-ahead log flushed: what was told survives a power cut, as with FULL (decision 0007).
"""

from __future__ import annotations

import os
from pathlib import Path

from eventlet import tpool
from eventlet.semaphore import Semaphore


class WriteAheadLog:
    """The log beside one SQLite file. ``file`` None (a database in memory) has nothing to flush."""

    def __init__(self, file: Path | None) -> None:
        self._log = None if file is None else file.with_name(file.name + "-wal")
        self._written = 0
        self._flushed = 0
        self._inode = 0
        self._one_at_a_time = Semaphore(1)

    def wrote(self) -> None:
        """A transaction of this process has committed."""
        self._written += 1

    def flush(self, *, others: bool = False) -> None:
        """Return when everything committed before the call is on the disk. Raises OSError when the disk fails.

        Callers that wait at the same time share one flush. ``others``: flush even when this process wrote nothing,
        for what another process has committed to the same file.
        """
        target = self._written
        if self._flushed >= target and not others:
            return
        with self._one_at_a_time:
            if self._flushed >= target and not others:
                return  # someone who came earlier has flushed for us too
            covered = self._written
            if self._log is not None:
                tpool.execute(self._sync, self._log)
            self._flushed = covered

    def _sync(self, log: Path) -> None:
        try:
            handle = os.open(log, os.O_RDONLY)
        except FileNotFoundError:
            return  # just checkpointed and removed: SQLite flushes the database file itself when it does that
        try:
            os.fdatasync(handle)  # the content and its length; not when it was written
            inode = os.fstat(handle).st_ino
        finally:
            os.close(handle)
        if inode != self._inode:
            # A new log: its name must survive as well as its content.
            folder = os.open(log.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            self._inode = inode
