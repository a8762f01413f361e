"""Pairing codes that have not been used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class Pairing(Base):
    """The code of a terminal; a new one replaces it, its use deletes it."""

    __tablename__ = "pairing"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """Real time."""
