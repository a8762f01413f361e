"""The roster of duty leaders, and swaps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_ASKED = text("state = 'asked'")


class DutyLeader(Base):
    """Who leads the hall on ``day`` (值班领导)."""

    __tablename__ = "duty_leader"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    login: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer, default=1)


class DutySwap(Base):
    """A swap (换班): ``asker`` gives ``day`` to ``asked`` and, where ``other_day`` is said, takes that one for it."""

    __tablename__ = "duty_swap"
    __table_args__ = (
        # A day is offered to one person at a time.
        Index("uq_duty_swap_asked", "centre", "day", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index("ix_duty_swap_state", "centre", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    day: Mapped[date] = mapped_column(Date)
    other_day: Mapped[date | None] = mapped_column(Date)
    asker: Mapped[str] = mapped_column(String(60))
    asked: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_reason: Mapped[str | None] = mapped_column(Text)
