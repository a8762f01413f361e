"""The roster of extended hours."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Date, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.ids import new_id
from services.intake.base import Base


class ExtendedShift(Base):
    """A stretch of extended service (延时服务) of one day, on the hall's wall clock: the window is open then."""

    __tablename__ = "extended_shift"
    __table_args__ = (UniqueConstraint("centre", "day", "window", "start"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)
    window: Mapped[int] = mapped_column(Integer)
    clerk: Mapped[str] = mapped_column(String(60))
