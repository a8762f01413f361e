"""The table of appeals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class RatingAppeal(Base):
    """An appeal (申诉) against one bad rating: once, with its ground, and its result with the reason for it."""

    __tablename__ = "rating_appeal"
    __table_args__ = (Index("ix_rating_appeal_centre_state", "centre", "state"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    rating_id: Mapped[str] = mapped_column(ForeignKey("rating.id"), unique=True)
    window: Mapped[int] = mapped_column(Integer)
    ground: Mapped[str] = mapped_column(Text)
    lodged_by: Mapped[str] = mapped_column(String(80))
    lodged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finding: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
