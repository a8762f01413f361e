"""Calls and whether they were seen or heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.devices.base import Base


class Call(Base):
    """One call (叫号) of a number to a window; a recall is another."""

    __tablename__ = "call"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    ticket_id: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(8))
    window: Mapped[int] = mapped_column(Integer)
    window_name: Mapped[str] = mapped_column(String(80))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    pending: Mapped[bool] = mapped_column(Boolean)
    """Neither proved nor over, or with an alarm that is not cleared yet."""
    asked: Mapped[list[str]] = mapped_column(Json)
    """Terminals whose answer is awaited in this step."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Real time at which the next step is taken; empty when none is left."""
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_by: Mapped[str | None] = mapped_column(String(48))
    raised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_by: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (Index("ix_call_centre_pending", "centre", "pending"), Index("ix_call_called_at", "called_at"))
