"""Ratings, and those that were not counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Rating(Base):
    """One handling's rating (评价). It knows the handling and the window, never the person."""

    __tablename__ = "rating"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    handling_id: Mapped[str] = mapped_column(String(36), unique=True)
    window: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(24))
    indicators: Mapped[list[Any]] = mapped_column(Json)
    channel: Mapped[str] = mapped_column(String(24))
    terminal_id: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


class IgnoredRating(Base):
    """A rating that was not counted, and why: repeated presses and unknown handlings are figures too."""

    __tablename__ = "ignored_rating"
    __table_args__ = (Index("ix_ignored_rating_at", "centre", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    handling_id: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(24))
    terminal_id: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
