"""The alarms of duty."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_RAISED = text("state = 'raised'")


class DutyAlarm(Base):
    """An alarm of one ``day``. ``window``: 0 for one of the whole hall. ``details``: the sessions it is about."""

    __tablename__ = "duty_alarm"
    __table_args__ = (
        Index("uq_duty_alarm_raised", "centre", "kind", "day", "window", unique=True, sqlite_where=_RAISED,
              postgresql_where=_RAISED),
        Index("ix_duty_alarm_day", "centre", "day"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(24))
    day: Mapped[date] = mapped_column(Date)
    window: Mapped[int] = mapped_column(Integer, default=0)
    details: Mapped[list[Any]] = mapped_column(Json)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
