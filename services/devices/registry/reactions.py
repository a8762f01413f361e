"""What the registry does by itself: closing connections of terminals that lost their right."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from libs.common.broker.management import Management, ManagementError
from libs.common.database import Database
from libs.common.scheduler import Ticker
from libs.common.settings import Settings
from services.devices.access.rules import own_queues
from services.devices.registry.actions import cut_off_done, to_cut_off

log = structlog.get_logger(__name__)


class RegistryReactions:
    db: Database
    settings: Settings

    # A bare Ticker: asking the broker must not sit in a transaction, as @every's method would.
    @Ticker.decorator(0.25)
    def cut_off(self) -> None:
        """Close the connections of revoked terminals, again until the broker cannot let them in any more."""
        with self.db.reading() as tx:
            marked = to_cut_off(tx)
        if marked and not self.settings.broker_api_url:
            log.error("terminal.cut_off_impossible", reason="broker_api_url is not set", terminals=len(marked))
            return
        for terminal_id, until, forget in marked:
            last = datetime.now(UTC) > until
            try:
                broker = Management(self.settings.broker_api_url)
                closed = broker.close_connections(terminal_id)
                for queue in own_queues(terminal_id) if forget else ():
                    broker.drop_queue(queue)
            except ManagementError as error:
                log.warning("terminal.cut_off_failed", status=error.status)
                return
            if closed:
                log.info("terminal.cut_off", terminal=terminal_id, connections=closed)
            if last:
                with self.db.transaction() as tx:
                    cut_off_done(tx, terminal_id, until)
