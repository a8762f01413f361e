"""Emergencies and who has shown them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class Emergency(Base):
    """One text on all LED boards of a centre until ``until_at``, or until somebody ends it before."""

    __tablename__ = "emergency"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(200))
    """Why, for the book of record; not shown."""
    state: Mapped[str] = mapped_column(String(16))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_by: Mapped[str] = mapped_column(String(64))
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    over_by: Mapped[str | None] = mapped_column(String(64))
    over_reason: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer, default=1)

    __table_args__ = (Index("ix_emergency_centre_state", "centre", "state"),)


class EmergencyBoard(Base):
    """Whether one board has shown one emergency. ``shown_at`` is the board's own time."""

    __tablename__ = "emergency_board"

    emergency_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it was meant to show it first, or came back."""
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str | None] = mapped_column(String(200))
    """What it answered last, when that was not that it shows it."""
    raised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it counts as unconfirmed (未确认); empty once it has shown it, or the emergency is over."""
    tries: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When to look again whether it has answered; empty: no more."""
