"""LED programmes and the revision of each centre's playlist."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class Programme(Base):
    """One text (节目). ``priority`` 1 silences all others while it runs; ``hours`` in Asia/Shanghai."""

    __tablename__ = "programme"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(String(500))
    priority: Mapped[int] = mapped_column(Integer)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hours: Mapped[str] = mapped_column(String(11))
    version: Mapped[int] = mapped_column(Integer, default=1)


class PlaylistRevision(Base):
    """Counts the changes of a centre's playlist, as its LEDs know it."""

    __tablename__ = "playlist_revision"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
