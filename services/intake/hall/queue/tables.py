"""Tickets, their numbering, and the periods they spent in each state."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_AT_WINDOW = text("state IN ('called', 'serving')")


class Ticket(Base):
    """A number (号) of one day. Its id is also the handling id that a rating is bound to."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("centre", "service_date", "number"),
        UniqueConstraint("centre", "terminal_id", "press_id"),
        # A window deals with one ticket at a time, whatever is pressed at once.
        Index(
            "uq_ticket_at_window",
            "centre",
            "service_date",
            "window",
            unique=True,
            sqlite_where=_AT_WINDOW,
            postgresql_where=_AT_WINDOW,
        ),
        Index("ix_ticket_print", "print_outcome", "issued_at"),
        Index("ix_ticket_person", "person_key"),
        Index("ix_ticket_queue", "centre", "service_date", "state", "prefix"),
        Index("ix_ticket_called", "centre", "service_date", "called_at"),
        Index("ix_ticket_position", "position_digest", unique=True),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    service_date: Mapped[date] = mapped_column(Date)
    number: Mapped[str] = mapped_column(String(8))
    prefix: Mapped[str] = mapped_column(String(4))
    class_name: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer, default=1)
    priority: Mapped[int] = mapped_column(Integer, default=0)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Its place in the queue: the moment of issue, until a desk puts it elsewhere."""
    place: Mapped[int] = mapped_column(Integer)
    """Its place among those of one moment."""
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    for_window: Mapped[int | None] = mapped_column(Integer)
    for_clerk: Mapped[str | None] = mapped_column(String(200))
    misses: Mapped[int] = mapped_column(Integer, default=0)
    priority_ground: Mapped[str | None] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(16))
    terminal_id: Mapped[str | None] = mapped_column(String(200))
    press_id: Mapped[str | None] = mapped_column(String(200))
    pressed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    print_outcome: Mapped[str | None] = mapped_column(String(16))
    """What became of the paper (printing/rules.py); None: from the desk or a paper roll, in the hand at once."""
    reprint_asked: Mapped[bool] = mapped_column(Boolean, default=False)
    person_key: Mapped[str | None] = mapped_column(String(200))
    """Tells one person's presses from another's; not who it is."""
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    estimated_seconds: Mapped[int | None] = mapped_column(Integer)
    """What the person was told of the wait, kept so that it can be held against what came."""
    position_digest: Mapped[str | None] = mapped_column(String(64))
    """Of the token that opens the position page; the token itself is kept nowhere."""
    near_places: Mapped[int] = mapped_column(Integer, default=3)
    near_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was told of as ``near_places``-th in line; None again in each queue it comes to."""
    matter: Mapped[int] = mapped_column(Integer, default=1)
    """Which of its matters it waits for or is served for; see TicketMatter."""
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window: Mapped[int | None] = mapped_column(Integer)
    clerk: Mapped[str | None] = mapped_column(String(200))
    calls: Mapped[int] = mapped_column(Integer, default=0)


class TicketCounter(Base):
    """The last number given to a class on a day: numbers restart daily."""

    __tablename__ = "ticket_counter"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    service_date: Mapped[date] = mapped_column(Date, primary_key=True)
    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class TicketPeriod(Base):
    """How long a ticket was in a state, at which window and with whom; ``ended_at`` is None for the present one."""

    __tablename__ = "ticket_period"
    __table_args__ = (
        Index(
            "uq_ticket_period_open",
            "ticket_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_ticket_period_ticket", "ticket_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id"))
    prefix: Mapped[str | None] = mapped_column(String(4))
    matter: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window: Mapped[int | None] = mapped_column(Integer)
    clerk: Mapped[str | None] = mapped_column(String(200))
