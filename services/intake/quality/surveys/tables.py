"""Tables of surveys. Nothing joins an answer with who gave it, and neither of the two says when.

On SQLite these tables lie in the order of their random keys, not of their writing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_OPEN = text("state = 'open'")


class Survey(Base):
    """A survey (意见征集、满意度测评). Days in Asia/Shanghai, both counted in. ``answers``: how many when it closed."""

    __tablename__ = "survey"
    __table_args__ = (
        Index("ix_survey_state", "centre", "state"),
        Index("ix_survey_closes_on", "closes_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    intro: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[Any]] = mapped_column(Json)
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers: Mapped[int | None] = mapped_column(Integer)


class SurveyAnswer(Base):
    """One answer: what was said, as JSON, encrypted. ``id`` is random, not a time."""

    __tablename__ = "survey_answer"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own form

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    said: Mapped[str] = mapped_column(Encrypted("survey_answer.said"))


class SurveyPass(Base):
    """The right to answer once: a printed slip (hash of its code), or a handling (blind index), used or not."""

    __tablename__ = "survey_pass"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own form

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("survey.id"), index=True)
    used: Mapped[bool] = mapped_column(Boolean)
