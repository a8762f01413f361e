"""The optional id number and phone of a ticket's holder."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.identity.fields import Encrypted
from services.intake.base import Base


class TicketHolder(Base):
    """Apart from the ticket, so that nothing which reads tickets ever holds it. Forgotten after some days."""

    __tablename__ = "ticket_holder"
    __table_args__ = (
        Index("ix_ticket_holder_resident_id", "centre", "service_date", "resident_id_index"),
        Index("ix_ticket_holder_phone", "centre", "service_date", "phone_index"),
        Index("ix_ticket_holder_service_date", "service_date"),
    )

    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    service_date: Mapped[date] = mapped_column(Date)
    resident_id: Mapped[str | None] = mapped_column(Encrypted("ticket_holder.resident_id"))
    resident_id_index: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(Encrypted("ticket_holder.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(64))
