"""LED programmes, what each board was told last, what it says of itself, and what it has played."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
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
    weekdays: Mapped[list[int]] = mapped_column(Json, server_default="[]")
    """1 Monday … 7 Sunday; empty is every day. A part over midnight belongs to the day it begins on."""
    seconds: Mapped[int] = mapped_column(Integer, server_default="10")
    target_kind: Mapped[str] = mapped_column(String(16), server_default="centre")
    target: Mapped[str] = mapped_column(String(48), server_default="")
    """Name of the profile or id of the terminal; empty for all boards of the centre."""
    version: Mapped[int] = mapped_column(Integer, default=1)


class Ticker(Base):
    """The changing text of a centre's boards (滚动字幕): shown from memory, never written to flash."""

    __tablename__ = "ticker"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)


class LedList(Base):
    """What one board was told last under ``name`` (playlist, emergency, ticker), and under which revision."""

    __tablename__ = "led_list"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))


class LedState(Base):
    """What a board says of its flash memory (闪存)."""

    __tablename__ = "led_state"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32), index=True)
    flash_writes: Mapped[int] = mapped_column(Integer)
    flash_digest: Mapped[str | None] = mapped_column(String(64))
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pending: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlayPeriod(Base):
    """A stretch of a board's own time that was proved, so that none is counted twice; kept for some weeks."""

    __tablename__ = "play_period"
    __table_args__ = ({"sqlite_with_rowid": False},)

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class PlayDay(Base):
    """How often a board showed a programme on a day of the hall (播放统计)."""

    __tablename__ = "play_day"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    times: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_play_day_centre_day", "centre", "day"),)
