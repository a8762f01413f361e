"""Ledger entries of clocks, and the reminders that were given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.petitions.base import Base


class ClockEntry(Base):
    """One entry of a petition's ledger (期限台账), as ``libs.common.deadlines.wire`` writes it; never changed."""

    __tablename__ = "clock_entry"

    petition_id: Mapped[str] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(80))


class DeadlineMark(Base):
    """A reminder that was given for a due date: the key keeps it from being given twice."""

    __tablename__ = "deadline_mark"

    petition_id: Mapped[str] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
