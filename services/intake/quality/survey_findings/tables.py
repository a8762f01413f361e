"""The table of findings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.ids import new_id
from services.intake.base import Base
from services.intake.calendar.reminding import Reminded

_OPENED = text("state = 'opened'")


class Finding(FollowsCalendar, Reminded, Base):
    """A finding (测评问题) of a survey, of question ``question`` or of the whole; ``responsible`` puts it right.

    ``rectify_by`` is a day in Asia/Shanghai: ``working_days`` from the day of ``opened_at``, counted by
    ``calendar_edition``, or a day that was named (None). ``rounds``: how often the follow-up found it wanting. Words
    are masked.
    """

    __tablename__ = "survey_finding"
    __table_args__ = (
        Index("ix_survey_finding_state", "centre", "state"),
        Index("ix_survey_finding_calendar_edition", "state", "calendar_edition"),
        Index("ix_survey_finding_next_mark_on", "next_mark_on", sqlite_where=_OPENED, postgresql_where=_OPENED),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    question: Mapped[int | None] = mapped_column(Integer)
    problem: Mapped[str] = mapped_column(Text)
    window: Mapped[int | None] = mapped_column(Integer)
    responsible: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(80))
    working_days: Mapped[int | None] = mapped_column(Integer)
    rectify_by: Mapped[date] = mapped_column(Date)
    derivation: Mapped[str] = mapped_column(Text)
    provisional: Mapped[bool] = mapped_column(Boolean)
    measures: Mapped[str | None] = mapped_column(Text)
    rectified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rectified_by: Mapped[str | None] = mapped_column(String(80))
    closing_words: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(80))
    rounds: Mapped[int] = mapped_column(Integer, default=0)
