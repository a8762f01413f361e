"""Faults of terminals, present and past."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class Fault(Base):
    """The last word on one kind of fault of one terminal. Times are the terminal's."""

    __tablename__ = "fault"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(16))  # raised | cleared
    detail: Mapped[str | None] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
