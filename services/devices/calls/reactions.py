"""What happens to calls by itself."""

from __future__ import annotations

from libs.common.actor import SYSTEM
from libs.common.database import Database
from libs.common.scheduler import Ticker, every
from libs.common.transaction import Transaction
from services.devices.calls.actions import advance, overdue, purge_calls


class CallReactions:
    db: Database

    # A bare Ticker: it looks often, and a look must not wait for the writer or hold it up.
    @Ticker.decorator(0.25)
    def follow_up_calls(self) -> None:
        """Go on with the calls that nobody has answered in time."""
        with self.db.reading() as tx:
            centres = overdue(tx)
        for centre in centres:
            with self.db.transaction(SYSTEM) as tx:
                advance(tx, centre)

    @every(seconds=900.0)
    def purge_calls(self, tx: Transaction) -> None:
        purge_calls(tx)
