"""Columns of the tables that a service with deadlines keeps of the calendar; each makes its own from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id


class FollowsCalendar:
    """Of a table with dates by the calendar: the edition that they were counted by; 0: the seed of their day."""

    calendar_edition: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class PublishedDayColumns:
    """A day as a publication has it; what later ones say stands beside it, never over it."""

    __tablename__ = "calendar_day"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(100))
    confirmed: Mapped[bool] = mapped_column(Boolean)


class EditionColumns:
    """The calendar from ``taken_at`` on, until the next number, and how far open deadlines have followed it.

    ``calendar_id`` is ``WorkingCalendar.id``, ``source`` says in words where the change came from. ``seed_id`` and
    ``seed_through`` (its last confirmed year) tell a newer seed from an older. ``done``: open rows carried over so far;
    ``moved``: deadlines whose day or mark changed. ``days`` is ``rules.pack`` of it.
    """

    __tablename__ = "calendar_edition"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    calendar_id: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(200))
    seed_id: Mapped[str] = mapped_column(String(40))
    seed_through: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(Integer, default=0)
    moved: Mapped[int] = mapped_column(Integer, default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    days: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)


class DeadlineMoveColumns:
    """What an edition did to one deadline; kept for good.

    ``moved``: the day itself is another. Otherwise only the mark 暂定 came or went or, while the clock is paused
    (``before`` and ``after`` empty), the days left. ``text`` says all of it, with the days that are the reason.
    """

    __tablename__ = "deadline_move"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    edition: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(36), index=True)
    number: Mapped[str | None] = mapped_column(String(64))
    centre: Mapped[str] = mapped_column(String(40))
    before: Mapped[date | None] = mapped_column(Date)
    after: Mapped[date | None] = mapped_column(Date)
    provisional_before: Mapped[bool] = mapped_column(Boolean)
    provisional_after: Mapped[bool] = mapped_column(Boolean)
    moved: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        return (
            Index("ix_deadline_move_edition", "edition", "centre", "id"),
            Index("ix_deadline_move_moved", "edition", "moved", "centre", "id"),
        )
