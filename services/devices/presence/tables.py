"""Who is there, and how far the count of its session has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.devices.base import Base


class Presence(Base):
    """One row for each terminal, written with every batch it speaks in."""

    __tablename__ = "presence"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    session: Mapped[str | None] = mapped_column(String(64))
    last_seq: Mapped[int] = mapped_column(Integer)
    asked: Mapped[bool] = mapped_column(Boolean)
    """Whether it was asked to announce itself again, since its last hello."""
    connected: Mapped[bool] = mapped_column(Boolean)
    """Between hello and gone; what it is told is sent at once."""
    online: Mapped[bool] = mapped_column(Boolean, index=True, server_default=false())
    """As told to the world: lost only after the grace (宽限), so that a flickering network alarms nobody."""
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """As ``seen_at``, but in real time: silence is a matter of the network, not of the hall's day."""
    firmware: Mapped[str | None] = mapped_column(String(120))
    capabilities: Mapped[list[str]] = mapped_column(Json)

    @classmethod
    def never(cls, terminal_id: str) -> Presence:
        """A terminal that has not been heard of yet."""
        return cls(terminal_id=terminal_id, last_seq=0, asked=False, connected=False, online=False, capabilities=[])


class Outage(Base):
    """A time in which a terminal was offline (离线记录), from its last sign of life to its next hello. Hall time."""

    __tablename__ = "outage"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(48))
    centre: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(24))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Empty while it lasts."""

    __table_args__ = (
        Index("ix_outage_centre_began", "centre", "began_at"),
        Index("ix_outage_terminal_ended", "terminal_id", "ended_at"),
    )


class Listening(Base):
    """One row: since when *devices* has been hearing terminals without a break. Real time.

    What they did not say while nobody listened is no silence of theirs.
    """

    __tablename__ = "listening"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
