"""Open deadlines follow the calendar by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.common.database import Database
from libs.common.editions.bearers import Bearer
from libs.common.editions.book import Book
from libs.common.editions.carrying import carry_on
from libs.common.scheduler import Ticker


class EditionReactions:
    """Mixed into a service that says what its ``book`` and ``bearers`` are."""

    db: Database
    book: Book
    bearers: Sequence[Bearer[Any]]

    # A bare Ticker: one tick makes many transactions, so that others come between them.
    @Ticker.decorator(1.0)
    def carry_calendar(self) -> None:
        carry_on(self.db, self.book, self.bearers)
