"""Leases: one process at a time does what must be done once (relay an outbox, tick the clocks).

Kept in the service's own database and in real time: a lease guards processes, not the hall's day.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from libs.common.database import Database
from libs.common.ids import new_id
from libs.common.transaction import Transaction

LEASE_SECONDS = 3.0


def take_lease(tx: Transaction, name: str, holder: str, seconds: float = LEASE_SECONDS) -> bool:
    """Take or renew the lease ``name`` for ``holder`` (unique per process). False while another holds it."""
    now = datetime.now(UTC)
    return tx.claim(name, holder, now, now + timedelta(seconds=seconds))


class Lease:
    """This process's claim on one lease; renews when a third of its time has passed."""

    def __init__(self, database: Database, name: str, seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        self._name = name
        self._seconds = seconds
        self.holder = new_id()
        self._renew_at = datetime.min.replace(tzinfo=UTC)

    def held(self) -> bool:
        """Whether this process may act now; takes or renews the lease when needed."""
        if datetime.now(UTC) < self._renew_at:
            return True
        with self._database.transaction(flush=False) as tx:
            held = take_lease(tx, self._name, self.holder, self._seconds)
        # The claim ends before the lease does: a slow renewal must not overlap with the next holder.
        self._renew_at = (
            datetime.now(UTC) + timedelta(seconds=self._seconds / 3) if held else datetime.min.replace(tzinfo=UTC)
        )
        return held

    def release(self) -> None:
        """Give the lease back, so that the next process need not wait for its end."""
        self._renew_at = datetime.min.replace(tzinfo=UTC)
        lease = self._database.kernel.lease
        with self._database.transaction(flush=False) as tx:
            mine = lease.delete().where(lease.c.name == self._name, lease.c.holder == self.holder)
            tx.session.execute(mine)
