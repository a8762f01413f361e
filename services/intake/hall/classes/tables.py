"""What a centre sets for its classes, which alarms ring, and the grounds for going first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.intake.base import Base


class ClassRule(Base):
    """Limits and alarms of a class; None is no limit, a class without a row has none.

    ``hours``: when the class is open, ``{"weekday": 1, "from": "08:30", "until": "11:00"}`` (1 is Monday), within the
    hours of its windows; none: whenever these are.
    ``bands``: ``{"from": "08:30", "until": "10:00", "tickets": 40}``, on the hall's wall clock.
    """

    __tablename__ = "class_rule"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    daily_cap: Mapped[int | None] = mapped_column(Integer)
    hours: Mapped[list[Any]] = mapped_column(Json, default=list)
    bands: Mapped[list[Any]] = mapped_column(Json, default=list)
    stop_minutes: Mapped[int] = mapped_column(Integer, default=0)
    alarm_waiting: Mapped[int | None] = mapped_column(Integer)
    alarm_minutes: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)


class ClassAlarm(Base):
    """An alarm of a class, ringing or not; told when it changes."""

    __tablename__ = "class_alarm"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class PriorityGround(Base):
    """A ground for going first (优先事由) with the reason it rests on; the greater ``weight`` is called earlier."""

    __tablename__ = "priority_ground"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    weight: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean)
