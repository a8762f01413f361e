"""Tables of online applications. Whose they are is encrypted, and forgotten some time after their end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.editions.tables import FollowsCalendar
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base
from services.intake.calendar.reminding import Reminded

_DRAFT = text("state = 'draft'")
_SUBMITTED = text("state = 'submitted'")
_SUPPLEMENTED = text("supplemented_at IS NOT NULL")
_CLOSED = text("forget_on IS NOT NULL")


class OnlineItem(Base):
    """An item that may be applied for online: the hall's decision about a way in, whichever version is in force."""

    __tablename__ = "online_item"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer, default=1)


class Application(FollowsCalendar, Reminded, Base):
    """An online application. ``code_hash``: see booking/codes.py.

    Pinned to the item's version of its submission, which its case takes over. ``received_on`` is day 0 and
    ``received_at`` the moment that stands for it (rules.receipt); past ``reply_by`` it is taken in by itself. Days are
    days in Asia/Shanghai, counted by ``calendar_edition``. ``words`` were told with the decision, ``check_words`` with
    the last look at a supplement. ``forget_on``: from that day it no longer says whose it was.
    """

    __tablename__ = "online_application"
    __table_args__ = (
        # Two replicas cannot let one person's matter in twice.
        Index("uq_online_application_person", "centre", "item_code", "resident_id_index", unique=True,
              sqlite_where=_SUBMITTED, postgresql_where=_SUBMITTED),
        Index("ix_online_application_state", "centre", "state"),
        Index("ix_online_application_calendar_edition", "state", "calendar_edition"),
        Index("ix_online_application_phone", "phone_index", "begun_at"),
        Index("ix_online_application_draft", "changed_at", sqlite_where=_DRAFT, postgresql_where=_DRAFT),
        Index("ix_online_application_next_mark_on", "next_mark_on", sqlite_where=_SUBMITTED,
              postgresql_where=_SUBMITTED),
        Index("ix_online_application_reply_by", "reply_by", sqlite_where=_SUBMITTED, postgresql_where=_SUBMITTED),
        Index("ix_online_application_supplemented", "centre", "supplemented_at", sqlite_where=_SUPPLEMENTED,
              postgresql_where=_SUPPLEMENTED),
        Index("ix_online_application_forget_on", "forget_on", sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    item_code: Mapped[str] = mapped_column(String(40))
    item_version: Mapped[int] = mapped_column(Integer)
    item_name: Mapped[str] = mapped_column(String(120))
    window: Mapped[int] = mapped_column(Integer)
    applicant_name: Mapped[str | None] = mapped_column(Encrypted("online_application.applicant_name"))
    applicant_name_index: Mapped[str | None] = mapped_column(String(64))
    resident_id: Mapped[str | None] = mapped_column(Encrypted("online_application.resident_id"))
    resident_id_index: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(Encrypted("online_application.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(64))
    phone_relation: Mapped[str | None] = mapped_column(String(20))
    village_code: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Encrypted("online_application.note"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_on: Mapped[date | None] = mapped_column(Date)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply_by: Mapped[date | None] = mapped_column(Date)
    derivation: Mapped[str | None] = mapped_column(Text)
    provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("service_case.id"), index=True)
    ground: Mapped[str | None] = mapped_column(String(16))
    competent_body: Mapped[str | None] = mapped_column(String(120))
    words: Mapped[str | None] = mapped_column(Text)
    supplemented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    check_words: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forget_on: Mapped[date | None] = mapped_column(Date)


class ApplicationLink(Base):
    """A one-time link (一次性链接): SHA-256 of its 256 random bits. Good for one purpose until it is spent."""

    __tablename__ = "application_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    centre: Mapped[str] = mapped_column(String(40))
    application_id: Mapped[str] = mapped_column(ForeignKey("online_application.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
