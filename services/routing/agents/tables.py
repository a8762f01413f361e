"""Village agents and the days on which they are away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.routing.base import Base


class Agent(Base):
    """A village agent (代办员). ``id`` is his staff id at *intake*, which his token carries."""

    __tablename__ = "agent"
    __table_args__ = (Index("ix_agent_village", "village_code", "post"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(ForeignKey("centre.code"))
    village_code: Mapped[str] = mapped_column(String(12))
    post: Mapped[str] = mapped_column(String(1))
    name: Mapped[str] = mapped_column(String(50))
    weekdays: Mapped[list[int]] = mapped_column(Json)
    """ISO numbers of the service days (服务日); empty: any day."""
    version: Mapped[int] = mapped_column(Integer, default=1)


class Absence(Base):
    """Days away, first and last included."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_agent", "agent_id", "from_day"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"))
    from_day: Mapped[date] = mapped_column(Date)
    until_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer, default=1)
