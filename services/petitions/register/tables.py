"""Petitions with their history, and the categories and units that they are sorted by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.identity.fields import Encrypted
from services.petitions.base import Base


class Unit(Base):
    """A handling unit (承办单位) of a centre's town."""

    __tablename__ = "unit"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer, default=1)


class Category(Base):
    """A category of the two-level tree; a limit that is not set follows from the kind."""

    __tablename__ = "category"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(8))
    default_unit: Mapped[str | None] = mapped_column(String(16))
    limit_working_days: Mapped[int | None] = mapped_column(Integer)
    urgent: Mapped[bool] = mapped_column(Boolean)
    confidential: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer, default=1)


class PetitionSerial(Base):
    """The last running number given out for a centre and day."""

    __tablename__ = "petition_serial"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Petition(FollowsCalendar, Base):
    __tablename__ = "petition"
    __table_args__ = (
        UniqueConstraint("centre", "number"),
        Index("ix_petition_centre", "centre", "received_at", "id"),
        Index("ix_petition_unit", "centre", "unit", "received_at"),
        Index("ix_petition_mark", "next_mark_on"),
        Index("ix_petition_calendar_edition", "state", "calendar_edition"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Keyed hash of what was sent, to tell a repeat from another petition under the same number."""
    channel: Mapped[str] = mapped_column(String(32))
    category_code: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(8))
    urgent: Mapped[bool] = mapped_column(Boolean)
    village_code: Mapped[str | None] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Encrypted("petition.text"))
    caller_name: Mapped[str | None] = mapped_column(Encrypted("petition.caller_name"))
    caller_name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    caller_phone: Mapped[str | None] = mapped_column(Encrypted("petition.caller_phone"))
    caller_phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    wants_secrecy: Mapped[bool] = mapped_column(Boolean)
    secret: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str | None] = mapped_column(String(16))
    dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sign_by: Mapped[date | None] = mapped_column(Date)
    sign_provisional: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """暂定, of ``sign_by``; ``provisional`` is of ``due_on``."""
    due_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    next_mark_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the next reminder is due; empty when none is left."""
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Encrypted("petition.answer"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    timing: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PetitionMove(Base):
    """One step of a petition's history; never changed."""

    __tablename__ = "petition_move"
    __table_args__ = (Index("ix_petition_move_petition", "petition_id", "version"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    petition_id: Mapped[str] = mapped_column(ForeignKey("petition.id"))
    move: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str | None] = mapped_column(String(16))
    to: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(80))
