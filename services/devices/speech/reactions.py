"""Announcements made before they are called."""

from __future__ import annotations

import eventlet

from libs.common.database import Database
from libs.common.scheduler import Ticker
from services.devices.speech.ahead import sentences_ahead
from services.devices.speech.provider import ShelfProvider


class SpeechReactions:
    db: Database
    shelf = ShelfProvider()

    # A bare Ticker: it only reads, and joins clips outside of any transaction.
    @Ticker.decorator(2.0)
    def make_ahead(self) -> None:
        with self.db.reading() as tx:
            wanted = sentences_ahead(tx, self.shelf.library)
        for sentence in self.shelf.lacking(wanted):
            self.shelf.take(sentence)
            eventlet.sleep(0)  # calls and terminals go first
