"""Tallies: quick counts at the window."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Tally(Base):
    """``quantity`` of one kind of quick work. A negative quantity takes back what was counted too much."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_at", "centre", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(24))
    quantity: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(24))
    window: Mapped[int] = mapped_column(Integer)
    clerk: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
