"""The base of every service class: database, relay, and the routes that operators use."""

from __future__ import annotations

from sqlalchemy import MetaData

from libs.common.clock import Clock
from libs.common.database import Database
from libs.common.http.operations import OperationsRoutes
from libs.common.messaging.inbox import forget_heard
from libs.common.messaging.parked import count_parked
from libs.common.messaging.relay import Relay, purge_sent
from libs.common.provider import DatabaseProvider
from libs.common.scheduler import every
from libs.common.settings import Settings
from libs.common.transaction import Transaction


class ServiceBase(OperationsRoutes):
    """Subclasses give ``name`` (folder, package, exchange and metric prefix alike) and ``metadata``."""

    name: str
    metadata: MetaData
    db: Database = DatabaseProvider()
    relay = Relay()

    @property
    def settings(self) -> Settings:
        settings: Settings = self.db.settings
        return settings

    @property
    def clock(self) -> Clock:
        return self.db.clock

    @every(seconds=5.0)
    def watch_parked(self, tx: Transaction) -> None:
        """Keep the gauge of parked messages true after restarts and settlements."""
        count_parked(tx)

    @every(seconds=600.0)
    def purge(self, tx: Transaction) -> None:
        """Drop outbox and inbox rows that are needed no more."""
        purge_sent(tx)
        forget_heard(tx)
