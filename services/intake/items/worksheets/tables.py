"""Imports of a catalogue, with what they would change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_PREVIEWED = text("state = 'previewed'")


class CatalogueImport(Base):
    """A file that was uploaded (``sha256``), as read against what was in force (``base_hash``).

    ``faults``: the first of ``fault_count``, as RowFault has them; with any, nothing of it can be applied.
    """

    __tablename__ = "catalogue_import"
    __table_args__ = (
        Index("ix_catalogue_import_centre", "centre", "id"),
        Index("ix_catalogue_import_made_at", "made_at", sqlite_where=_PREVIEWED, postgresql_where=_PREVIEWED),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(String(64))
    base_hash: Mapped[str] = mapped_column(String(64))
    retire_missing: Mapped[bool] = mapped_column(Boolean)
    faults: Mapped[list[Any]] = mapped_column(Json)
    fault_count: Mapped[int] = mapped_column(Integer)
    created: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    retired: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by: Mapped[str | None] = mapped_column(String(80))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_from: Mapped[date | None] = mapped_column(Date)


class ImportLine(Base):
    """An item of an import: what becomes of it, as rules.Line has it."""

    __tablename__ = "catalogue_import_line"

    import_id: Mapped[str] = mapped_column(ForeignKey("catalogue_import.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(16))
    differences: Mapped[list[Any]] = mapped_column(Json)
    content: Mapped[dict[str, Any] | None] = mapped_column(Json)
