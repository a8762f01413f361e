"""Last counts of each zone, state of each camera, and the times when one was blind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.devices.base import Base


class ZoneCount(Base):
    """The latest count of one zone (区域) by one camera. Sums over a period, never people."""

    __tablename__ = "zone_count"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    zone: Mapped[str] = mapped_column(String(80), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    counted_from: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_until: Mapped[datetime] = mapped_column(UtcDateTime)
    entered: Mapped[int] = mapped_column(Integer)
    left: Mapped[int] = mapped_column(Integer)
    present: Mapped[int] = mapped_column(Integer)


class CameraState(Base):
    """What the edge agent last said of a camera."""

    __tablename__ = "camera_state"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    online: Mapped[bool] = mapped_column(Boolean)
    tampered: Mapped[bool] = mapped_column(Boolean)
    last_frame_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(16))
    """Why it is not online: unreachable, offline, frozen."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CameraGap(Base):
    """A time without pictures (断档)."""

    __tablename__ = "camera_gap"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(48), index=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str | None] = mapped_column(String(16))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CountGap(Base):
    """A time whose counts are missing in one zone (缺数). Told once, however often the message comes."""

    __tablename__ = "count_gap"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    zone: Mapped[str] = mapped_column(String(80), primary_key=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(16))

    __table_args__ = (Index("ix_count_gap_centre_from", "centre", "from_at"),)


class Snapshot(Base):
    """Where a still picture (抓拍) lies, beside the recorder; the picture itself is nowhere in here."""

    __tablename__ = "snapshot"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(48), index=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    ref: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
