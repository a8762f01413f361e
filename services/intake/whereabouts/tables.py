"""Placards of the whereabouts board."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Placard(Base):
    """One person's placard (去向牌上的一牌), in its ``slot``; ``post`` and ``phone`` are the public ones of the job.

    While away: ``reason`` (rules.REASONS), ``place``, ``since``, ``until`` (expected back), ``stand_in`` (a login).
    """

    __tablename__ = "placard"
    __table_args__ = (UniqueConstraint("centre", "slot"), UniqueConstraint("staff_id"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    slot: Mapped[int] = mapped_column(Integer)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    post: Mapped[str] = mapped_column(String(12))
    phone: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(16))
    place: Mapped[str | None] = mapped_column(String(16))
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stand_in: Mapped[str | None] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer, default=1)
