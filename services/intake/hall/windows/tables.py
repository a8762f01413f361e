"""What windows do on a day, and for how long."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class WindowDuty(Base):
    """The state of a window on ``service_date``; a window without a row of today is open."""

    __tablename__ = "window_duty"
    __table_args__ = (UniqueConstraint("centre", "window"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    window: Mapped[int] = mapped_column(Integer)
    service_date: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer, default=1)
    message: Mapped[str | None] = mapped_column(String(200))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clerk: Mapped[str | None] = mapped_column(String(200))


class WindowPeriod(Base):
    """A stretch in which a window was paused or closed, by whom; ``ended_at`` is None for the present one."""

    __tablename__ = "window_period"
    __table_args__ = (
        Index(
            "uq_window_period_open", "duty_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_window_period_centre", "centre", "started_at"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    duty_id: Mapped[str] = mapped_column(ForeignKey("window_duty.id"))
    window: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    clerk: Mapped[str | None] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
