"""Table of external references."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class ExternalReference(Base):
    """``source`` (a platform, an authority) knows the case as ``external_id``, which is text and never parsed."""

    __tablename__ = "external_reference"
    __table_args__ = (UniqueConstraint("centre", "source", "external_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), index=True)
    centre: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(120))
    external_id: Mapped[str] = mapped_column(String(120), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(80))
