"""The memory of wrong codes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.intake.base import Base


class Guess(Base):
    """Wrong codes against one number, there or not. ``key`` is the number's blind index: the table lists no numbers."""

    __tablename__ = "guess"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed_at: Mapped[list[Any]] = mapped_column(Json)
    locks: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
