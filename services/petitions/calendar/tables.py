"""Tables of the calendar: what was published, editions, and the deadlines that each edition moved."""

from __future__ import annotations

from libs.common.editions.book import Book
from libs.common.editions.tables import DeadlineMoveColumns, EditionColumns, PublishedDayColumns
from services.petitions.base import Base
from services.petitions.calendar.rules import KINDS


class PublishedDay(PublishedDayColumns, Base):
    pass


class Edition(EditionColumns, Base):
    pass


class DeadlineMove(DeadlineMoveColumns, Base):
    pass


BOOK = Book(PublishedDay, Edition, DeadlineMove, KINDS)
