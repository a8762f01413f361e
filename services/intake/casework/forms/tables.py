"""Tables of forms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_ERASED = text("state = 'erased' AND sha256 IS NOT NULL")
_STANDS = text("state <> 'void' AND subject IS NOT NULL")


class Form(Base):
    """A numbered paper (文书). Its words never change: ``content`` is what it says, ``sha256`` what was printed.

    ``running`` counts from 1 without gaps for each centre, kind and ``year``. ``subject``: the matter (case, notice,
    mandate) of which only one such paper stands. ``made_at`` is the moment that the paper bears.
    """

    __tablename__ = "form"
    __table_args__ = (
        UniqueConstraint("centre", "kind", "year", "running"),
        Index("ix_form_erased", "id", sqlite_where=_ERASED, postgresql_where=_ERASED),
        Index("uq_form_stands", "kind", "subject", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(24))
    year: Mapped[int] = mapped_column(Integer)
    running: Mapped[int] = mapped_column(Integer)
    serial: Mapped[str] = mapped_column(String(20))
    window: Mapped[int] = mapped_column(Integer)
    paper: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str | None] = mapped_column(String(36))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("service_case.id"), index=True)
    content: Mapped[str] = mapped_column(Encrypted("form.content"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(80))
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(Integer)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_reason: Mapped[str | None] = mapped_column(Text)


class Letterhead(Base):
    """The phones that a centre's papers name (咨询电话, 投诉电话)."""

    __tablename__ = "letterhead"

    centre: Mapped[str] = mapped_column(ForeignKey("centre.code"), primary_key=True)
    enquiry_phone: Mapped[str] = mapped_column(String(40))
    complaint_phone: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
