"""Table of the archive."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_FILED = text("state = 'filed'")


class ArchiveFile(Base):
    """An archived case (档案). ``keep_until``: the last day of its retention, None for ever.

    ``reason``: why it is kept longer, or was disposed of; ``place``: where its papers lie.
    """

    __tablename__ = "archive_file"
    __table_args__ = (
        Index("ix_archive_file_keep_until", "keep_until", "id", sqlite_where=_FILED, postgresql_where=_FILED),
        Index("ix_archive_file_centre_retention", "centre", "retention"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), unique=True)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(80), unique=True)
    retention: Mapped[str] = mapped_column(String(24))
    keep_until: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str | None] = mapped_column(String(80))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    disposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
