"""Tables of joint handling."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from libs.common.columns import Json, UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.ids import new_id
from services.intake.base import Base
from services.intake.calendar.reminding import Reminded
from services.intake.casework.cases.tables import Case

# Not by the states: SQLite does not see that a list of bound states is the one of the index.
_MARKED = text("next_mark_on IS NOT NULL")


class Department(Base):
    """A department (协办部门) by the name that items publish; ``unit`` is that of its accounts, None: it has none."""

    __tablename__ = "department"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    unit: Mapped[str | None] = mapped_column(String(40))


class JointSetting(Base):
    """How cases of an item are handled jointly from now on. ``parts``: department, limit in working days, task."""

    __tablename__ = "joint_setting"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    rule: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    parts: Mapped[list[Any]] = mapped_column(Json)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(80))


class JointCase(Base):
    """The rule by which the lead of a joint case may finish, and why it is that one. The lead is the case's window."""

    __tablename__ = "joint_case"

    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(80))


class JointPart(FollowsCalendar, Reminded, Base):
    """The part (联办意见) of one co-department in a case. Limits are working days, dates days in Asia/Shanghai.

    ``anew_on``, ``anew_entries``: when it was asked anew, and how long the case's ledger was then.
    ``due_on``: by the limit on the case's clock (None while that stands; counted by ``calendar_edition``), or the day
    that the department undertook. ``by_window``: recorded by the lead window on the strength of ``paper``.
    ``opinion``: the conditions, or the ground of an objection.
    """

    __tablename__ = "joint_part"
    __table_args__ = (
        UniqueConstraint("case_id", "no"),
        Index("ix_joint_part_centre_state", "centre", "state"),
        Index("ix_joint_part_centre_unit", "centre", "unit"),
        Index("ix_joint_part_calendar_edition", "state", "calendar_edition"),
        Index("ix_joint_part_next_mark_on", "next_mark_on", sqlite_where=_MARKED, postgresql_where=_MARKED),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"))
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    no: Mapped[int] = mapped_column(Integer)
    department: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str | None] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(200))
    limit_days: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    anew_on: Mapped[date | None] = mapped_column(Date)
    anew_entries: Mapped[int | None] = mapped_column(Integer)
    due_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    derivation: Mapped[str] = mapped_column(Text)
    undertaking: Mapped[str | None] = mapped_column(Text)
    undertaken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str | None] = mapped_column(String(80))
    by_window: Mapped[bool | None] = mapped_column(Boolean)
    paper: Mapped[str | None] = mapped_column(String(120))
    opinion: Mapped[str | None] = mapped_column(Text)
    timing: Mapped[str | None] = mapped_column(String(8))
    case: Mapped[Case] = relationship()
