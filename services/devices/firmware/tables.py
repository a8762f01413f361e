"""The firmware that each kind of terminal should have."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class Firmware(Base):
    """The desired firmware (期望固件) of a centre's terminals of one kind, and a note for whoever installs it.

    Only a note: bringing it there is the vendor's business, and nothing here pretends to do it.
    """

    __tablename__ = "firmware"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    desired: Mapped[str] = mapped_column(String(120))
    """As terminals say it in ``hello``; compared as text, for vendors count in their own ways."""
    note: Mapped[str] = mapped_column(String(500))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer, default=1)
