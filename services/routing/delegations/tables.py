"""Where each accepted, delegable case went and why; the delegations and their history."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from services.routing.base import Base


class Decision(Base):
    """What was decided about a case, once: its key settles every race between acceptance and completion."""

    __tablename__ = "decision"

    case_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    village_code: Mapped[str | None] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(16))
    """delegated | kept (the town centre does it itself) | closed (ended before it was ever delegated)."""
    agent_id: Mapped[str | None] = mapped_column(String(36))
    post: Mapped[str | None] = mapped_column(String(1))
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Delegation(Base):
    __tablename__ = "delegation"
    __table_args__ = (
        Index("ix_delegation_village", "village_code", "state", "due_on"),
        Index("ix_delegation_centre", "centre", "due_on", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[str] = mapped_column(String(36), unique=True)
    case_number: Mapped[str] = mapped_column(String(40))
    item_code: Mapped[str] = mapped_column(String(40))
    item_name: Mapped[str] = mapped_column(String(200))
    applicant: Mapped[str] = mapped_column(String(200))
    """Masked, as *intake* told it."""
    village_code: Mapped[str] = mapped_column(String(12))
    village_can_finish: Mapped[bool] = mapped_column(Boolean)
    agent_id: Mapped[str] = mapped_column(String(36))
    post: Mapped[str] = mapped_column(String(1))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer, default=1)
    due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseDates(Base):
    """The newest dates heard of a case. That they moved is told apart from its acceptance and may arrive before that:
    this key settles the race."""

    __tablename__ = "case_dates"

    case_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    sequence: Mapped[int] = mapped_column(Integer)
    """Of the event that told them moved, the higher the newer; 0: as accepted."""
    promised_on: Mapped[date | None] = mapped_column(Date)
    legal_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DelegationMove(Base):
    """One step of a delegation's history; never changed."""

    __tablename__ = "delegation_move"
    __table_args__ = (Index("ix_delegation_move_delegation", "delegation_id", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"))
    move: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str | None] = mapped_column(String(16))
    to: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(200))
