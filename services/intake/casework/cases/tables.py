"""Tables of cases. Personal fields are encrypted; a neighbouring blind index finds them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base


class Case(FollowsCalendar, Base):
    """A case (办件), pinned to the item's version of its day; what the rules need of the item is kept here.

    Limits are working days, dates are days in Asia/Shanghai. ``clerk`` is who took it in (首问责任).
    ``reply_by``: past this day an undecided application counts as accepted. ``next_mark_on``: day of the next
    reminder. ``promised_on`` and ``legal_on`` are empty while the clock is paused. ``provisional`` (暂定): of
    ``reply_by`` until it is accepted, of both limits from then on; ``supplement_until`` was told on paper and stays.
    ``calendar_edition``: what those dates were counted by.
    Of a case that is decided above (上报件) limits, dates, timing and working days are those of the own part.
    """

    __tablename__ = "service_case"
    __table_args__ = (
        Index("ix_service_case_centre_state", "centre", "state"),
        Index("ix_service_case_centre", "centre", "id"),
        Index("ix_service_case_to_archive", "centre", "state", "id", sqlite_where=text("archived_at IS NULL"),
              postgresql_where=text("archived_at IS NULL")),
        Index("ix_service_case_registered_at", "centre", "registered_at"),
        Index("ix_service_case_accepted_at", "centre", "accepted_at"),
        Index("ix_service_case_completed_at", "centre", "completed_at"),
        Index("ix_service_case_reply_by", "reply_by", sqlite_where=text("state = 'registered'"),
              postgresql_where=text("state = 'registered'")),
        Index("ix_service_case_next_mark_on", "next_mark_on", sqlite_where=text("state = 'accepted'"),
              postgresql_where=text("state = 'accepted'")),
        Index("ix_service_case_calendar_edition", "state", "calendar_edition"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(24))
    case_number: Mapped[str] = mapped_column(String(23), unique=True)
    query_code: Mapped[str] = mapped_column(String(6))
    item_code: Mapped[str] = mapped_column(String(40))
    item_version: Mapped[int] = mapped_column(Integer)
    item_name: Mapped[str] = mapped_column(String(120))
    item_kind: Mapped[str] = mapped_column(String(16))
    promised_limit: Mapped[int] = mapped_column(Integer)
    legal_limit: Mapped[int | None] = mapped_column(Integer)
    delegable: Mapped[bool] = mapped_column(Boolean)
    village_can_finish: Mapped[bool] = mapped_column(Boolean)
    window: Mapped[int] = mapped_column(Integer)
    clerk: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(16))
    agency_kind: Mapped[str | None] = mapped_column(String(24))
    """What it counts as among agency items (代办事项), as its item did when it was registered."""
    ticket_id: Mapped[str | None] = mapped_column(String(36), index=True)
    village_code: Mapped[str | None] = mapped_column(String(12))
    applicant_name: Mapped[str] = mapped_column(Encrypted("service_case.applicant_name"))
    applicant_name_index: Mapped[str] = mapped_column(String(64), index=True)
    resident_id: Mapped[str | None] = mapped_column(Encrypted("service_case.resident_id"))
    resident_id_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str | None] = mapped_column(Encrypted("service_case.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_relation: Mapped[str | None] = mapped_column(String(20))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Of what came online: the moment that counts as its receipt."""
    extended_hours: Mapped[bool] = mapped_column(Boolean, default=False)
    """Taken in at noon or on a Saturday (延时服务): counted apart, and nothing more."""
    reply_by: Mapped[date] = mapped_column(Date)
    supplement_until: Mapped[date | None] = mapped_column(Date)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deemed: Mapped[bool] = mapped_column(Boolean, default=False)
    promised_on: Mapped[date | None] = mapped_column(Date)
    legal_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    derivation: Mapped[str] = mapped_column(Text)
    legal_derivation: Mapped[str | None] = mapped_column(Text)
    next_mark_on: Mapped[date | None] = mapped_column(Date)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result_code: Mapped[str | None] = mapped_column(String(24))
    certificate_number: Mapped[str | None] = mapped_column(Encrypted("service_case.certificate_number"))
    result: Mapped[str | None] = mapped_column(String(200))
    timing: Mapped[str | None] = mapped_column(String(8))
    working_days: Mapped[int | None] = mapped_column(Integer)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ground: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(Text)
    remedies: Mapped[str | None] = mapped_column(Text)
    delegation_id: Mapped[str | None] = mapped_column(String(36))
    delegation_outcome: Mapped[str | None] = mapped_column(String(16))


class CaseMaterial(Base):
    """A material of the item's list, and whether this case has it. ``required`` and ``conditional`` as published.

    ``undertaken_until``: the day until which it may follow (容缺), ``undertaking`` what was promised.
    """

    __tablename__ = "case_material"
    __table_args__ = (
        Index("ix_case_material_undertaken_until", "undertaken_until", sqlite_where=text("received_at IS NULL"),
              postgresql_where=text("received_at IS NULL")),
    )  # fmt: skip

    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    required: Mapped[bool] = mapped_column(Boolean)
    conditional: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undertaking: Mapped[str | None] = mapped_column(String(200))
    undertaken_until: Mapped[date | None] = mapped_column(Date)

    @property
    def received(self) -> bool:
        return self.received_at is not None


class CaseLedgerEntry(Base):
    """One entry of a case's clock (期限台账): never changed, never deleted. ``data`` is the entry in wire form."""

    __tablename__ = "case_ledger"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"))
    centre: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[date] = mapped_column(Date)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))


class CaseDeadlineMark(Base):
    """A reminder that was given: once for a case, a kind and a due date."""

    __tablename__ = "case_deadline_mark"

    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Series(Base):
    """The last number given in a series (case numbers of a window and day, papers of a window and year)."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
