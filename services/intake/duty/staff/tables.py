"""Staff accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base


class Staff(Base):
    """A staff member's account. Without ``password_hash`` nobody can sign in with it.

    ``failed_at`` (ISO moments), ``locks`` and ``locked_until`` are the lock-out's memory, in real time.
    """

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(Text)
    roles: Mapped[list[Any]] = mapped_column(Json)
    centres: Mapped[list[Any]] = mapped_column(Json)
    villages: Mapped[list[Any]] = mapped_column(Json)
    unit: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    failed_at: Mapped[list[Any]] = mapped_column(Json, default=list)
    locks: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
