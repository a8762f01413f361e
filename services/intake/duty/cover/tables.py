"""The plans of cover, kept as they were concluded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class CoverPlan(Base):
    """Who is at every window on ``day``, as known at ``made_at`` (到岗覆盖). Never changed: what changes it makes the
    next ``revision``; the first is the evening's before.

    ``inputs`` is what it was concluded from, ``lines`` what came of it: the rule gives the one for the other again.
    """

    __tablename__ = "cover_plan"
    __table_args__ = (UniqueConstraint("centre", "day", "revision"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)
    revision: Mapped[int] = mapped_column(Integer)
    cause: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    inputs: Mapped[dict[str, Any]] = mapped_column(Json)
    lines: Mapped[list[Any]] = mapped_column(Json)
    uncovered: Mapped[int] = mapped_column(Integer)
