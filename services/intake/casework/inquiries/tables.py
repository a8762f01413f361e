"""Tables of first-asked responsibility."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Inquiry(Base):
    """A matter that somebody was asked about (首问登记). ``first`` never changes; ``holder`` answers for it now.

    ``case_id``: the case that it is about; a case without a row is answered for by who registered it.
    ``offered_to``: the receiver who has not said yes or no yet. Staff are named by their logins.
    """

    __tablename__ = "inquiry"
    __table_args__ = (Index("ix_inquiry_holder", "centre", "state", "holder"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    first: Mapped[str] = mapped_column(String(80))
    holder: Mapped[str] = mapped_column(String(80))
    offered_to: Mapped[str | None] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(Text)
    window: Mapped[int | None] = mapped_column(Integer)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("service_case.id"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handovers: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    competent_body: Mapped[str | None] = mapped_column(Text)


class Handover(Base):
    """One handing over (移交): who to whom, why, and what the receiver said (accept, decline), or recall."""

    __tablename__ = "handover"

    inquiry_id: Mapped[str] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre: Mapped[str] = mapped_column(String(40))
    giver: Mapped[str] = mapped_column(String(80))
    receiver: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    offered_by: Mapped[str] = mapped_column(String(80))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(16))
    answer_reason: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
