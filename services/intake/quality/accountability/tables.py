"""The table of accountability entries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.ids import new_id
from services.intake.base import Base


class AccountabilityEntry(FollowsCalendar, Base):
    """One thing that went against a promise: once for a ground and what it is about (``source_id``).

    ``person`` is the login of who answers for it, None until the director names somebody; until ``statement_by``
    (a day in Asia/Shanghai, counted from ``statement_from``; ``provisional``: 暂定; ``calendar_edition``: by what) that
    person may state their side. ``facts`` names cases and papers, never people.
    """

    __tablename__ = "accountability_entry"
    __table_args__ = (
        UniqueConstraint("centre", "ground", "source_id"),
        Index("ix_accountability_entry_person", "centre", "person"),
        Index("ix_accountability_entry_calendar_edition", "state", "calendar_edition"),
        Index("ix_accountability_entry_opened_at", "centre", "opened_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    ground: Mapped[str] = mapped_column(String(24))
    source_id: Mapped[str] = mapped_column(String(80))
    window: Mapped[int] = mapped_column(Integer)
    person: Mapped[str | None] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(80))
    statement_from: Mapped[date | None] = mapped_column(Date)
    statement_by: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    statement: Mapped[str | None] = mapped_column(Text)
    stated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
