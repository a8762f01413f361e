"""Ratings, and those that were not counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

FLAGGED = "flags <> ''"


class Rating(Base):
    """One handling's rating (评价). It knows the handling and the window, never the person's name.

    ``handling_id`` is a ticket's or a case's id (``handling_kind``); ``item_code`` the item, where the handling had
    exactly one. ``clerk``: who is rated, None where the caller did not say (then the window's posts). ``elapsed``:
    seconds from the prompt to the press. ``flags``: of integrity.FLAGS, joined by commas. ``excluded``: kept out of
    the rates since an appeal found it mistaken or malicious. ``phone``: given by the person to be called back.
    """

    __tablename__ = "rating"
    __table_args__ = (
        Index("ix_rating_at", "centre", "at"),
        Index("ix_rating_window", "centre", "window", "given_at"),
        Index("ix_rating_flagged", "centre", "at", sqlite_where=text(FLAGGED), postgresql_where=text(FLAGGED)),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    handling_id: Mapped[str] = mapped_column(String(36), unique=True)
    handling_kind: Mapped[str] = mapped_column(String(8), default="ticket")
    window: Mapped[int] = mapped_column(Integer)
    item_code: Mapped[str | None] = mapped_column(String(40))
    clerk: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(24))
    indicators: Mapped[list[Any]] = mapped_column(Json)
    comment: Mapped[str | None] = mapped_column(Encrypted("rating.comment"))
    phone: Mapped[str | None] = mapped_column(Encrypted("rating.phone"))
    channel: Mapped[str] = mapped_column(String(24))
    terminal_id: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    elapsed: Mapped[float | None] = mapped_column(Float)
    flags: Mapped[str] = mapped_column(String(40), default="")
    excluded: Mapped[str | None] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer, default=1)


class IgnoredRating(Base):
    """A rating that was not counted, and why: repeated presses and unknown handlings are figures too."""

    __tablename__ = "ignored_rating"
    __table_args__ = (Index("ix_ignored_rating_at", "centre", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    handling_id: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(24))
    terminal_id: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
