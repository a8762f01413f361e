"""Tables of the catalogue, the centre and its windows."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_PUBLISHED = text("state = 'published'")
_DRAFT, _SCHEDULED = text("state = 'draft'"), text("state = 'scheduled'")


class Centre(Base):
    """A service centre (便民服务中心). ``division`` is the nine-digit 行政区划 code of its town."""

    __tablename__ = "centre"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    division: Mapped[str] = mapped_column(String(9))
    calls_before_missed: Mapped[int] = mapped_column(Integer, default=3)
    missed_waits_for: Mapped[int] = mapped_column(Integer, default=3)
    """A missed number that is re-activated comes after the next so many (过号顺延)."""
    version: Mapped[int] = mapped_column(Integer, default=1)


class Item(Base):
    """A version of an item (事项) that is or was in force. What it says never changes: a case stays pinned to its own.

    Limits are working days from the day of acceptance; an item without one (即办件) has ``legal_limit`` None.
    ``valid_until`` is the last day; of one in force, after which it ends by itself.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("centre", "code", "version"),
        # One version in force at a time, whatever happens concurrently.
        Index(
            "uq_item_in_force", "centre", "code", unique=True, sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED
        ),
        Index("ix_item_valid_until", "valid_until", sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    window: Mapped[int] = mapped_column(Integer)
    legal_limit: Mapped[int | None] = mapped_column(Integer)
    promised_limit: Mapped[int] = mapped_column(Integer)
    delegable: Mapped[bool] = mapped_column(Boolean)
    village_can_finish: Mapped[bool] = mapped_column(Boolean)
    home_visit: Mapped[bool] = mapped_column(Boolean)
    bookable: Mapped[bool] = mapped_column(Boolean)
    fee: Mapped[str] = mapped_column(String(200))
    fee_basis: Mapped[str] = mapped_column(String(200))
    conditions: Mapped[list[Any]] = mapped_column(Json)
    procedure: Mapped[list[Any]] = mapped_column(Json)
    result: Mapped[str] = mapped_column(String(200))
    upper_authority: Mapped[str | None] = mapped_column(String(120))
    co_departments: Mapped[list[Any]] = mapped_column(Json)
    business_class: Mapped[str | None] = mapped_column(String(4))
    post_a: Mapped[str | None] = mapped_column(String(60))
    post_b: Mapped[str | None] = mapped_column(String(60))
    controlled: Mapped[bool] = mapped_column(Boolean, default=False)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    fingerprint: Mapped[str] = mapped_column(String(64))


class Draft(Base):
    """A version of an item before it is in force. ``content`` is that of ItemContent, and may still lack anything.

    ``base_version``: the version in force that it was begun from, None where there was none. ``valid_from``: the day
    that it is scheduled for. ``item_version``: what it became.
    """

    __tablename__ = "item_draft"
    __table_args__ = (
        Index("uq_item_draft_draft", "centre", "code", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
        Index(
            "uq_item_draft_scheduled", "centre", "code", unique=True,
            sqlite_where=_SCHEDULED, postgresql_where=_SCHEDULED,
        ),
        Index("ix_item_draft_valid_from", "valid_from", sqlite_where=_SCHEDULED, postgresql_where=_SCHEDULED),
        Index("ix_item_draft_state", "centre", "state", "id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    base_version: Mapped[int | None] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    valid_from: Mapped[date | None] = mapped_column(Date)
    item_version: Mapped[int | None] = mapped_column(Integer)
    drafted_by: Mapped[str] = mapped_column(String(80))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Material(Base):
    """A material (材料) that an item's version asks for. ``conditional``: may follow on an undertaking (容缺)."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("item_id", "seq"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"))
    seq: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    form: Mapped[str] = mapped_column(String(24))
    copies: Mapped[int] = mapped_column(Integer)
    required: Mapped[bool] = mapped_column(Boolean)
    conditional: Mapped[bool] = mapped_column(Boolean)
    source: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text)


class BusinessClass(Base):
    """A class (号类) that numbers are given for. Which windows call it, WindowClass says: one, several or all."""

    __tablename__ = "business_class"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Window(Base):
    """A window (窗口) with its A and B posts (staff logins), where it is, and the class that is its own.

    ``prefix`` is None in a hall of undifferentiated windows (无差别受理), where classes belong to no window.
    """

    __tablename__ = "window"
    __table_args__ = (UniqueConstraint("centre", "number"), UniqueConstraint("centre", "prefix"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str | None] = mapped_column(String(4))
    post_a: Mapped[str] = mapped_column(String(60))
    post_b: Mapped[str] = mapped_column(String(60))
    location: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, default=1)


class WindowClass(Base):
    """The classes a window calls, lowest rank first; of one rank, whoever came first (一窗多办、无差别受理)."""

    __tablename__ = "window_class"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    window: Mapped[int] = mapped_column(Integer, primary_key=True)
    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    rank: Mapped[int] = mapped_column(Integer)


class OpeningHours(Base):
    """A session (班次) of a weekday (1 is Monday), on the hall's wall clock; no ``windows`` means all."""

    __tablename__ = "opening_hours"
    __table_args__ = (UniqueConstraint("centre", "scheme", "weekday", "start"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(Boolean)
    weekday: Mapped[int] = mapped_column(Integer)
    session: Mapped[str] = mapped_column(String(20))
    start: Mapped[time] = mapped_column(Time)
    end: Mapped[time] = mapped_column(Time)
    kind: Mapped[str] = mapped_column(String(16))
    windows: Mapped[list[Any]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text)
