"""What the items in force are found by."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.base import Base


class GuideEntry(Base):
    """The searchable forms of an item in force, as rules.Entry has them; made by the rules of ``edition``."""

    __tablename__ = "guide_entry"

    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    initials: Mapped[str] = mapped_column(Text)
    sounds: Mapped[str] = mapped_column(Text)
