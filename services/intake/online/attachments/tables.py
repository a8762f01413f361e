"""The table of attachments. The content lies outside the database, sealed, under its hash."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_PENDING = text("state = 'pending'")
_UNSCANNED = text("state = 'unscanned'")
_UNDATED = text("state <> 'removed' AND remove_on IS NULL")
_TO_REMOVE = text("state <> 'removed' AND held_at IS NULL AND remove_on IS NOT NULL")


class Attachment(Base):
    """A paper that somebody handed in, for material ``material_seq`` of its matter or for none in particular.

    It belongs to a case, an online application, or both once the application became the case. ``name`` is what its
    sender called it, cleaned; None once it is removed. ``finding``: what the scanner called what it found.
    ``remove_on``: the day in Asia/Shanghai that it is removed on, None while its matter runs or for ever.
    ``held_at`` and ``hold_reason``: kept beyond that day (封存).
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_centre", "centre", "id"),
        Index("ix_attachment_state", "centre", "state", "id"),
        Index("ix_attachment_next_scan_at", "next_scan_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("ix_attachment_unscanned", "id", sqlite_where=_UNSCANNED, postgresql_where=_UNSCANNED),
        Index("ix_attachment_undated", "id", sqlite_where=_UNDATED, postgresql_where=_UNDATED),
        Index("ix_attachment_remove_on", "remove_on", sqlite_where=_TO_REMOVE, postgresql_where=_TO_REMOVE),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("service_case.id"), index=True)
    application_id: Mapped[str | None] = mapped_column(ForeignKey("online_application.id"), index=True)
    material_seq: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str | None] = mapped_column(Encrypted("attachment.name"))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    pages: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(80))
    next_scan_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scan_attempts: Mapped[int] = mapped_column(Integer, default=0)
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finding: Mapped[str | None] = mapped_column(String(120))
    retention_class: Mapped[str] = mapped_column(String(16))
    remove_on: Mapped[date | None] = mapped_column(Date)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_by: Mapped[str | None] = mapped_column(String(80))
    hold_reason: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_why: Mapped[str | None] = mapped_column(String(16))
