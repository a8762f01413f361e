"""Boards as displays hold them, and the tickets that wait."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json
from services.devices.base import Base


class Board(Base):
    """One board of a centre. ``revision`` counts its changes; displays follow by it."""

    __tablename__ = "board"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(48), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    holders: Mapped[dict[str, str]] = mapped_column(Json)
    """Not shown. Queue: window → ticket at it. Whereabouts: slot → number of the last event heard about it."""
    service_date: Mapped[date | None] = mapped_column(Date)


class WaitingTicket(Base):
    """A ticket issued and not yet called: our own copy, so that a count is never off by one for ever."""

    __tablename__ = "waiting_ticket"

    ticket_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    business_class: Mapped[str] = mapped_column(String(8))
    number: Mapped[str | None] = mapped_column(String(8))
    """To make its announcement ahead; empty for those that waited before this was kept."""

    __table_args__ = (Index("ix_waiting_ticket_centre", "centre"),)
