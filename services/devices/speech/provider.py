"""The announcements of this process as a nameko dependency."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from services.devices.speech.clips import library
from services.devices.speech.rendering import Shelf


class ShelfProvider(DependencyProvider):
    """``self.shelf`` in a worker. Clips are read at start-up: no call waits for the disk."""

    def setup(self) -> None:
        self._shelf = Shelf(library(self.container.config["settings"].recorded_clips))

    def get_dependency(self, worker_ctx: Any) -> Shelf:
        return self._shelf
