"""Tables of bookings. Who booked is encrypted; a neighbouring blind index finds them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_OPEN = text("state IN ('held', 'booked')")
_HELD = text("state = 'held'")
_BOOKED = text("state = 'booked'")


class Booking(Base):
    """A place in a slot of a window, for one person and one item. ``code_hash``: see codes.py.

    ``remind_at``: when the reminder is due, None when it was given or is not needed; ``reminder_event``: the one given.
    """

    __tablename__ = "booking"
    __table_args__ = (
        # Two replicas cannot book the same matter twice for one person.
        Index("uq_booking_person", "centre", "item_code", "resident_id_index", unique=True, sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("ix_booking_slot", "centre", "window", "starts_at"),
        Index("ix_booking_person", "resident_id_index"),
        Index("ix_booking_hold_until", "hold_until", sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_booking_ends_at", "ends_at", sqlite_where=_BOOKED, postgresql_where=_BOOKED),
        Index("ix_booking_remind_at", "remind_at", sqlite_where=_BOOKED, postgresql_where=_BOOKED),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    item_code: Mapped[str] = mapped_column(String(40))
    item_name: Mapped[str] = mapped_column(String(120))
    window: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(16))
    taken_by: Mapped[str] = mapped_column(String(80))
    applicant_name: Mapped[str] = mapped_column(Encrypted("booking.applicant_name"))
    applicant_name_index: Mapped[str] = mapped_column(String(64))
    resident_id: Mapped[str] = mapped_column(Encrypted("booking.resident_id"))
    resident_id_index: Mapped[str] = mapped_column(String(64))
    phone: Mapped[str] = mapped_column(Encrypted("booking.phone"))
    phone_index: Mapped[str] = mapped_column(String(64))
    phone_relation: Mapped[str | None] = mapped_column(String(20))
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hold_until: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("ticket.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(String(200))
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminder_event: Mapped[str | None] = mapped_column(String(36))


class BookingSlot(Base):
    """A slot that somebody asked for. Whoever takes a place in it holds this row until the commit."""

    __tablename__ = "booking_slot"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    window: Mapped[int] = mapped_column(Integer, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


class BookingRule(Base):
    """What a window offers: places in each slot of ``slot_minutes``, 0 for none; a window without a row has the usual.

    ``item_places``: at most so many of them for an item, by its code. ``extended``: in noon and Saturday sessions too.
    """

    __tablename__ = "booking_rule"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    window: Mapped[int] = mapped_column(Integer, primary_key=True)
    slot_minutes: Mapped[int] = mapped_column(Integer)
    places: Mapped[int] = mapped_column(Integer)
    item_places: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    extended: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Blackout(Base):
    """A stretch without bookings (停约), of one window or, with None, of all."""

    __tablename__ = "booking_blackout"
    __table_args__ = (Index("ix_booking_blackout_ends_at", "centre", "ends_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    window: Mapped[int | None] = mapped_column(Integer)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[str] = mapped_column(String(80))
