"""The table of door-to-door service. Whom, where and what was said is encrypted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_REQUESTED = text("state = 'requested'")


class Visit(FollowsCalendar, Base):
    """A visit (上门服务) with its register form (上门服务登记表).

    ``answer_by`` is a day in Asia/Shanghai, ``next_mark_on`` that of the next reminder of it, ``calendar_edition`` what
    it was counted by. ``told_materials`` is the one-time notice given with the request: what to have ready, as the
    item's version of that day asks for.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_agreed_for", "centre", "agreed_for"),
        Index("ix_visit_state", "centre", "state"),
        Index("ix_visit_calendar_edition", "state", "calendar_edition"),
        Index("ix_visit_next_mark_on", "next_mark_on", sqlite_where=_REQUESTED, postgresql_where=_REQUESTED),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    item_code: Mapped[str] = mapped_column(String(40))
    item_version: Mapped[int] = mapped_column(Integer)
    item_name: Mapped[str] = mapped_column(String(120))
    window: Mapped[int] = mapped_column(Integer)
    person_kind: Mapped[str] = mapped_column(String(16))
    applicant_name: Mapped[str] = mapped_column(Encrypted("visit.applicant_name"))
    applicant_name_index: Mapped[str] = mapped_column(String(64))
    resident_id: Mapped[str] = mapped_column(Encrypted("visit.resident_id"))
    resident_id_index: Mapped[str] = mapped_column(String(64), index=True)
    phone: Mapped[str] = mapped_column(Encrypted("visit.phone"))
    phone_index: Mapped[str] = mapped_column(String(64))
    phone_relation: Mapped[str | None] = mapped_column(String(20))
    village_code: Mapped[str] = mapped_column(String(12))
    group_name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(Encrypted("visit.address"))
    wished_for: Mapped[date | None] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(16))
    taken_by: Mapped[str] = mapped_column(String(80))
    told_materials: Mapped[list[Any]] = mapped_column(Json)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    derivation: Mapped[str] = mapped_column(Text)
    next_mark_on: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str | None] = mapped_column(String(80))
    decline_reason: Mapped[str | None] = mapped_column(String(200))
    agreed_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff: Mapped[list[Any]] = mapped_column(Json, default=list)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    materials_taken: Mapped[list[Any]] = mapped_column(Json, default=list)
    outcome: Mapped[str | None] = mapped_column(String(16))
    result: Mapped[str | None] = mapped_column(Encrypted("visit.result"))
    signed: Mapped[bool | None] = mapped_column(Boolean)
    satisfaction: Mapped[str | None] = mapped_column(String(24))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(String(200))


class VisitMark(Base):
    """A reminder that was given: once for a visit, a kind and a due date."""

    __tablename__ = "visit_mark"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
