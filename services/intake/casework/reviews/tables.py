"""Table of joint reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_PLANNED = text("state = 'planned'")


class JointReview(Base):
    """A review of a joint case. ``place`` may be where the applicant lives, and is encrypted.

    ``attended``: the departments that came; ``minutes``: what was found.
    """

    __tablename__ = "joint_review"
    __table_args__ = (
        Index("uq_joint_review_planned", "case_id", unique=True, sqlite_where=_PLANNED, postgresql_where=_PLANNED),
        Index("ix_joint_review_centre_at", "centre", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), index=True)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(Encrypted("joint_review.place"))
    called_by: Mapped[str] = mapped_column(String(80))
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attended: Mapped[list[Any]] = mapped_column(Json, default=list)
    minutes: Mapped[str | None] = mapped_column(Text)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
