"""Tables of notices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Notice(Base):
    """A one-time notice (一次性告知书). Its words never change once given.

    ``second_trip``: a later notice that names what the first did not (N5), given for ``override_reason``.
    ``superseded``: a later notice took its place.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("centre", "serial"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), index=True)
    serial: Mapped[str] = mapped_column(String(20))
    window: Mapped[int] = mapped_column(Integer)
    until: Mapped[date] = mapped_column(Date)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by: Mapped[str] = mapped_column(String(80))
    second_trip: Mapped[bool] = mapped_column(Boolean, default=False)
    override_reason: Mapped[str | None] = mapped_column(Text)
    superseded: Mapped[bool] = mapped_column(Boolean, default=False)
    supplemented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    items: Mapped[list[NoticeItem]] = relationship(order_by="NoticeItem.no", lazy="selectin")


class NoticeItem(Base):
    """One thing that the notice asks for."""

    __tablename__ = "notice_item"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    material_seq: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(String(200))
    requirement: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
