"""Placards of the whereabouts board, and the register of temporary absences that they show."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_OUT = text("ended_at IS NULL")


class Placard(Base):
    """One person's placard (去向牌上的一牌), in its ``slot``; ``post`` and ``phone`` are the public ones of the job.

    While away: ``reason`` (rules.REASONS), ``place``, ``since``, ``until`` (expected back), ``stand_in`` (a login).
    ``leave_id``: the leave (请假) that it shows, None for an outing.
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
    leave_id: Mapped[str | None] = mapped_column(ForeignKey("leave.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)


class Outing(Base):
    """One temporary absence (临时外出登记): out and back, as the placard showed it; ``ended_at`` is None while out."""

    __tablename__ = "outing"
    __table_args__ = (
        Index("uq_outing_out", "centre", "login", unique=True, sqlite_where=_OUT, postgresql_where=_OUT),
        Index("ix_outing_since", "centre", "since"),
        Index("ix_outing_login", "centre", "login", "since"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    login: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(16))
    place: Mapped[str | None] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stand_in: Mapped[str | None] = mapped_column(String(60))
    registered_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
