"""The service's database, settings and clock as nameko dependencies."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from libs.common.database import Database
from libs.common.settings import Settings


class Ground(SharedExtension):
    """What the container stands on, made once: settings, clock, database."""

    def setup(self) -> None:
        if hasattr(self, "database"):
            return
        service = self.container.service_name
        self.settings: Settings = self.container.config["settings"]
        self.clock = self.settings.clock
        metadata = self.container.service_cls.metadata
        self.database = Database(self.settings.database_url(service), service, self.clock, metadata, self.settings)

    def stop(self) -> None:
        self.database.dispose()


class DatabaseProvider(DependencyProvider):
    """``self.db`` in a worker: the service's Database."""

    ground = Ground()

    @property
    def database(self) -> Database:
        self.ground.setup()
        return self.ground.database

    @property
    def settings(self) -> Settings:
        self.ground.setup()
        return self.ground.settings

    def get_dependency(self, worker_ctx: Any) -> Database:
        return self.database
