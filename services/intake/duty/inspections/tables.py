"""Inspections of the hall, their findings, and what a centre has looked at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.ids import new_id
from services.intake.base import Base

_OPEN = text("state = 'open'")


class InspectionPoint(Base):
    """A point of a centre's checklist (巡查项目); a centre without rows has the shipped list (checklist.csv)."""

    __tablename__ = "inspection_point"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(200))


class Inspection(Base):
    """One round through the hall (大厅巡查). ``results``: ``{"code", "name", "result", "note"}`` for each point, with
    the name that the point had then."""

    __tablename__ = "inspection"
    __table_args__ = (Index("ix_inspection_day", "centre", "day"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)
    inspected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    inspector: Mapped[str] = mapped_column(String(80))
    results: Mapped[list[Any]] = mapped_column(Json)
    findings: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Finding(FollowsCalendar, Base):
    """What was found wanting (巡查问题), until it is put right and somebody else has seen that.

    ``due_on`` is a day in Asia/Shanghai, ``next_mark_on`` that of its next reminder, ``calendar_edition`` what it was
    counted by. ``excused``: the person found missing had leave or had gone out as registered; it weighs on nobody.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_state", "centre", "state"),
        Index("ix_finding_calendar_edition", "state", "calendar_edition"),
        Index("ix_finding_window", "centre", "window"),
        Index("ix_finding_person", "centre", "person"),
        Index("ix_finding_inspection", "inspection_id"),
        Index("ix_finding_next_mark_on", "next_mark_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    inspection_id: Mapped[str] = mapped_column(ForeignKey("inspection.id"))
    day: Mapped[date] = mapped_column(Date)
    point: Mapped[str] = mapped_column(String(24))
    point_name: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    window: Mapped[int | None] = mapped_column(Integer)
    person: Mapped[str | None] = mapped_column(String(60))
    excused: Mapped[bool] = mapped_column(Boolean)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    working_days: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    derivation: Mapped[str] = mapped_column(Text)
    next_mark_on: Mapped[date | None] = mapped_column(Date)
    rounds: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FindingAct(Base):
    """One act on a finding, in order: never changed. ``words``: how it was put right, what was seen, why not."""

    __tablename__ = "finding_act"

    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FindingMark(Base):
    """A reminder that was given: once for a kind and a due date."""

    __tablename__ = "finding_mark"

    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
