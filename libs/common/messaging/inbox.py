"""The memory of what was heard, kept as long as a duplicate may still come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from libs.common.ids import earliest_id
from libs.common.transaction import Transaction

# A duplicate comes from a relay that died between the broker's confirm and its mark (seconds later), or from a
# backup of a broker (days). What was parked left no row, however old it is when it is replayed.
KEEP_HEARD = timedelta(days=30)


def forget_heard(tx: Transaction) -> int:
    """Drop inbox rows of events written longer than KEEP_HEARD ago (real time); returns how many."""
    inbox = tx.kernel.inbox
    # By the time inside the event's id, which the primary key is ordered by: no scan of the whole table.
    old = inbox.delete().where(inbox.c.event_id < earliest_id(datetime.now(UTC) - KEEP_HEARD))
    return int(tx.session.execute(old).rowcount)  # type: ignore[attr-defined]
