"""Table of facts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.reporting.base import Base


class Fact(Base):
    """Something that happened, once, as far as figures need it. Only ever added; holds nobody's personal data.

    ``kind`` is the event's name without its version. ``at`` is when it happened by the hall's clock, ``day`` that
    moment's date in Asia/Shanghai, ``recorded_at`` when it was heard here: later facts of a past day show as such.
    ``unit_kind`` and ``unit_code`` say whose work it is, ``village_code`` where the person lives.
    ``detail`` and ``flag`` mean what the kind's reading says (facts/readings.py).
    """

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_centre_day", "centre", "day"), Index("ix_fact_subject_kind", "subject", "kind"))

    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    centre: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    sequence: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unit_kind: Mapped[str | None] = mapped_column(String(16))
    unit_code: Mapped[str | None] = mapped_column(String(200))
    village_code: Mapped[str | None] = mapped_column(String(200))
    item_code: Mapped[str | None] = mapped_column(String(200))
    item_kind: Mapped[str | None] = mapped_column(String(16))
    detail: Mapped[str | None] = mapped_column(String(200))
    flag: Mapped[bool | None] = mapped_column(Boolean)
    quantity: Mapped[int] = mapped_column(BigInteger)
    waiting_seconds: Mapped[int | None] = mapped_column(BigInteger)
    handling_seconds: Mapped[int | None] = mapped_column(BigInteger)
    working_days: Mapped[int | None] = mapped_column(Integer)
