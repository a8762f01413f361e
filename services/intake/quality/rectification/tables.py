"""Tables of rectifications: where each stands, what was done, its clocks and the reminders given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base


class Rectification(FollowsCalendar, Base):
    """The rectification of one bad rating. ``real_name``: a phone is known (the rating's, the case's).

    ``contact_by`` and ``rectify_by`` are days in Asia/Shanghai, ``provisional`` (暂定) as in every deadline,
    ``calendar_edition`` what they were counted by.
    ``attempts``: calls in vain since the last move. ``rounds``: how often it was done again.
    """

    __tablename__ = "rectification"
    __table_args__ = (
        Index("ix_rectification_centre_state", "centre", "state"),
        Index("ix_rectification_calendar_edition", "state", "calendar_edition"),
        Index("ix_rectification_next_mark_on", "next_mark_on", sqlite_where=text("next_mark_on IS NOT NULL"),
              postgresql_where=text("next_mark_on IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    rating_id: Mapped[str] = mapped_column(ForeignKey("rating.id"), unique=True)
    window: Mapped[int] = mapped_column(Integer)
    case_id: Mapped[str | None] = mapped_column(String(36))
    real_name: Mapped[bool] = mapped_column(Boolean)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contact_by: Mapped[date] = mapped_column(Date)
    rectify_by: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    derivation: Mapped[str] = mapped_column(Text)
    next_mark_on: Mapped[date | None] = mapped_column(Date)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    rounds: Mapped[int] = mapped_column(Integer, default=0)
    contacted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rectified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finding: Mapped[str | None] = mapped_column(String(16))
    measures: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))


class RectificationAct(Base):
    """One act of a rectification, in order: never changed. ``words`` may tell of the person."""

    __tablename__ = "rectification_act"

    rectification_id: Mapped[str] = mapped_column(ForeignKey("rectification.id"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Encrypted("rectification_act.words"))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RectificationClock(Base):
    """One entry of a clock's ledger (期限台账), as ``libs.common.deadlines.wire`` writes it; never changed."""

    __tablename__ = "rectification_clock"

    rectification_id: Mapped[str] = mapped_column(ForeignKey("rectification.id"), primary_key=True)
    clock: Mapped[str] = mapped_column(String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))


class RectificationMark(Base):
    """A reminder that was given: once for a clock, a kind and a due date."""

    __tablename__ = "rectification_mark"

    rectification_id: Mapped[str] = mapped_column(ForeignKey("rectification.id"), primary_key=True)
    clock: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
