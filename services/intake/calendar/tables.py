"""Tables of the calendar: publications with their days, editions, and the deadlines that each edition moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.editions.book import Book
from libs.common.editions.tables import DeadlineMoveColumns, EditionColumns, PublishedDayColumns
from services.intake.base import Base
from services.intake.calendar.rules import CONFIDENTIAL, KINDS


class PublishedDay(PublishedDayColumns, Base):
    pass


class Edition(EditionColumns, Base):
    pass


class DeadlineMove(DeadlineMoveColumns, Base):
    pass


class Publication(Base):
    """What was published (放假安排): ``source`` is the notice's name and number, ``year`` set for a whole year's.

    ``number`` is the version of its days; ``days`` counts them, ``changed`` those that are treated differently by it.
    """

    __tablename__ = "calendar_publication"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(100))
    year: Mapped[int | None] = mapped_column(Integer)
    days: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    edition: Mapped[int] = mapped_column(Integer)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(80))


BOOK = Book(PublishedDay, Edition, DeadlineMove, KINDS, CONFIDENTIAL)
