"""What was heard, for knowing it again, and what was refused, for a person to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class Uplink(Base):
    """One accepted message (上行). Its content went into an event; this is the duplicate key, kept for a week."""

    __tablename__ = "uplink"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(113), primary_key=True)
    """``<terminal>/<message id>``."""
    event: Mapped[str] = mapped_column(String(48))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The terminal's own time."""
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UplinkRefused(Base):
    """One refused message. ``head`` holds its first 200 bytes, escaped."""

    __tablename__ = "uplink_refused"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    centre: Mapped[str | None] = mapped_column(String(32))
    terminal: Mapped[str | None] = mapped_column(String(48))
    topic: Mapped[str] = mapped_column(String(255))
    code: Mapped[str] = mapped_column(String(24))
    detail: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Integer)
    head: Mapped[str] = mapped_column(String(800))

    __table_args__ = (Index("ix_uplink_refused_terminal", "terminal", "id"),)
