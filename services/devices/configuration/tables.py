"""Settings by level, and what each terminal should have and has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from services.devices.base import Base


class Profile(Base):
    """Settings that several terminals of a centre share (配置模板); ``all`` is every terminal's."""

    __tablename__ = "profile"

    centre: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(48), primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Configuration(Base):
    """Desired and reported state of one terminal (期望状态、上报状态)."""

    __tablename__ = "configuration"

    terminal_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    centre: Mapped[str] = mapped_column(String(32))
    profile: Mapped[str | None] = mapped_column(String(48))
    desired: Mapped[dict[str, Any]] = mapped_column(Json)
    """As ``configure`` tells it: null for a setting that the terminal must forget."""
    desired_version: Mapped[int] = mapped_column(Integer)
    """Counts the changes of ``desired``; 0 while there was nothing to tell."""
    reported_version: Mapped[int] = mapped_column(Integer)
    """The version that the terminal said it has; other than ``desired_version``: it does not follow yet."""
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pending_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it does not follow; empty when it does."""
    refusal: Mapped[str | None] = mapped_column(String(200))
    """Why the terminal did not take the desired version, in its own word."""

    __table_args__ = (Index("ix_configuration_centre_profile", "centre", "profile"),)

    @classmethod
    def none(cls, terminal_id: str, centre: str) -> Configuration:
        """A terminal that was never told anything."""
        return cls(terminal_id=terminal_id, centre=centre, desired={}, desired_version=0, reported_version=0)
