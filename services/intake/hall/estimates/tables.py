"""What was learned of each class's queue, and when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.base import Base


class LearnedPace(Base):
    """A pace (rules.Pace) of a centre; replaced as a whole by every lesson."""

    __tablename__ = "learned_pace"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True)
    windows: Mapped[int] = mapped_column(Integer, primary_key=True)
    seconds: Mapped[float] = mapped_column(Float)
    calls: Mapped[int] = mapped_column(Integer)


class Lesson(Base):
    """The last day on which a centre learned from the weeks before it."""

    __tablename__ = "pace_lesson"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    learned_on: Mapped[date] = mapped_column(Date)
    calls: Mapped[int] = mapped_column(Integer)
