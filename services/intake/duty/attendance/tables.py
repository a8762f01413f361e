"""Sign-ins and sign-outs, what leads corrected of them, and the openings at which somebody was missing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Attendance(Base):
    """One person in one session (签到簿的一行). Session and tolerance are those of its day, whatever is set later.

    ``signed_in_at`` and ``signed_out_at`` are as pressed and never change; ``in_at`` and ``out_at`` are what counts,
    the same until a lead corrects them. ``extended``: a rostered shift, counted apart.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("centre", "login", "starts_at", "ends_at"),
        Index("ix_attendance_day", "centre", "day"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    login: Mapped[str] = mapped_column(String(60))
    day: Mapped[date] = mapped_column(Date)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extended: Mapped[bool] = mapped_column(Boolean)
    tolerance_minutes: Mapped[int] = mapped_column(Integer)
    window: Mapped[int | None] = mapped_column(Integer)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttendanceCorrection(Base):
    """One correction of one time, by whom and why; never changed."""

    __tablename__ = "attendance_correction"

    attendance_id: Mapped[str] = mapped_column(ForeignKey("attendance.id"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(8))
    was: Mapped[datetime | None] = mapped_column(UtcDateTime)
    becomes: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendanceOpening(Base):
    """A session whose sheet was opened: how many were expected, how many had not signed in. Told once."""

    __tablename__ = "attendance_opening"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    extended: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    expected: Mapped[int] = mapped_column(Integer)
    missing: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
