"""Commands and how they ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.devices.base import Base


class Command(Base):
    __tablename__ = "command"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    terminal_id: Mapped[str] = mapped_column(String(48))
    kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(48))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    """How often it was sent in the terminal's present session."""
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """Real time at which it goes again unless answered; empty when it does not."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(200))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __table_args__ = (
        Index("ix_command_terminal_state", "terminal_id", "state"),
        Index("ix_command_state_expires", "state", "expires_at"),
    )
