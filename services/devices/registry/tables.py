"""Registered terminals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.devices.base import Base


class Terminal(Base):
    """One device (终端). ``id`` is its user name, client id and part of its topics; unique in the deployment."""

    __tablename__ = "terminal"

    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    centre: Mapped[str] = mapped_column(String(32))
    window: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(80), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    """Desired settings (期望配置), sent with ``configure``; ``business_class`` names the window's ticket class."""
    state: Mapped[str] = mapped_column(String(16))
    secret_sha256: Mapped[str | None] = mapped_column(String(64))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cut_off_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """Its connections are closed until then (real time); empty when there is nothing to close."""
    version: Mapped[int] = mapped_column(Integer, default=1)

    __table_args__ = (Index("ix_terminal_centre_kind", "centre", "kind"),)
