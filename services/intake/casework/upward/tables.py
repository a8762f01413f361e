"""Tables of reports upward."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

# Not by the states: SQLite does not see that a list of bound states is the one of the index.
_DUE = text("next_follow_up_on IS NOT NULL")


class UpwardReport(Base):
    """The ``no``-th report (上报) of a case to ``authority``; a report that is sent back is followed by another.

    ``timing`` and ``working_days``: how the own part stood on that day. ``next_follow_up_on``: day of the next
    reminder.
    """

    __tablename__ = "upward_report"
    __table_args__ = (
        UniqueConstraint("case_id", "no"),
        Index("ix_upward_report_centre_state", "centre", "state"),
        Index("ix_upward_report_follow_up", "next_follow_up_on", sqlite_where=_DUE, postgresql_where=_DUE),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"))
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    no: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    authority: Mapped[str] = mapped_column(String(120))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_by: Mapped[str] = mapped_column(String(80))
    timing: Mapped[str] = mapped_column(String(8))
    working_days: Mapped[int] = mapped_column(Integer)
    next_follow_up_on: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved: Mapped[bool | None] = mapped_column(Boolean)
    answer: Mapped[str | None] = mapped_column(Text)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_by: Mapped[str | None] = mapped_column(String(80))
    told_how: Mapped[str | None] = mapped_column(String(16))
    follow_ups: Mapped[list[FollowUp]] = relationship(order_by="FollowUp.id", lazy="selectin")


class FollowUp(Base):
    """Somebody asked above how it stands (跟踪), and what was said."""

    __tablename__ = "upward_follow_up"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    report_id: Mapped[str] = mapped_column(ForeignKey("upward_report.id"), index=True)
    centre: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
