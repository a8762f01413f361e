"""The matters of tickets that have several."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.intake.base import Base


class TicketMatter(Base):
    """One matter of a ticket, in the order ``seq`` (1 is the first). A ticket with a single matter has no row.

    ``prefix`` is the class asked for; a transfer moves the ticket, not the matter. Its times are in the periods.
    """

    __tablename__ = "ticket_matter"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    prefix: Mapped[str] = mapped_column(String(4))
    class_name: Mapped[str] = mapped_column(String(80))
    items: Mapped[list[Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(8))
    window: Mapped[int | None] = mapped_column(Integer)
    clerk: Mapped[str | None] = mapped_column(String(200))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
