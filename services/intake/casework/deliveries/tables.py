"""Table of deliveries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from libs.common.columns import UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base
from services.intake.calendar.reminding import Reminded
from services.intake.casework.cases.tables import Case

# Not by the states: SQLite does not see that a list of bound states is the one of the index.
_MARKED = text("next_mark_on IS NOT NULL")


class Delivery(FollowsCalendar, Reminded, Base):
    """The delivery (送达) of a case's result. ``deliver_by``: a day in Asia/Shanghai, counted
    by ``calendar_edition`` from that of ``opened_at``; ``provisional``: 暂定.

    ``carrier``: the postal service, or the login of the village agent. ``mandate_id``: whoever received it did so for
    the applicant; empty, the applicant did. ``came_back``: how often it was sent in vain.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_centre_state", "centre", "state"),
        Index("ix_delivery_calendar_edition", "state", "calendar_edition"),
        Index("ix_delivery_centre", "centre", "id"),
        Index("ix_delivery_next_mark_on", "next_mark_on", sqlite_where=_MARKED, postgresql_where=_MARKED),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), unique=True)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    way: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deliver_by: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    derivation: Mapped[str] = mapped_column(Text)
    carrier: Mapped[str | None] = mapped_column(String(80))
    tracking_number: Mapped[str | None] = mapped_column(Encrypted("delivery.tracking_number"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    came_back: Mapped[int] = mapped_column(Integer, default=0)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_by: Mapped[str | None] = mapped_column(String(80))
    mandate_id: Mapped[str | None] = mapped_column(String(36))
    case: Mapped[Case] = relationship()
