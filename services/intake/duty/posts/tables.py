"""Who holds each window, and the book of what was handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.ids import new_id
from services.intake.base import Base

_STANDING = text("state = 'standing'")


class PostHolding(Base):
    """Who holds a window's post since when; a window without a row is held by its A."""

    __tablename__ = "post_holding"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    window: Mapped[int] = mapped_column(Integer, primary_key=True)
    person: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class PostHandover(Base):
    """One handing over (AB岗交接) at a window: when, from whom to whom, why (presence.rules.Why), how much.

    ``direction`` ``back``: to somebody who is here again (``why`` is then None). ``finished``: of what they had handed
    over, how much the others ended meanwhile. Never changed.
    """

    __tablename__ = "post_handover"
    __table_args__ = (
        Index("ix_post_handover_at", "centre", "at"),
        Index("ix_post_handover_window", "centre", "window", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    window: Mapped[int] = mapped_column(Integer)
    direction: Mapped[str] = mapped_column(String(8))
    giver: Mapped[str] = mapped_column(String(60))
    receiver: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    why: Mapped[str | None] = mapped_column(String(16))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    cases: Mapped[int] = mapped_column(Integer, default=0)
    inquiries: Mapped[int] = mapped_column(Integer, default=0)
    tickets: Mapped[int] = mapped_column(Integer, default=0)
    finished: Mapped[int] = mapped_column(Integer, default=0)


class PostHandoverItem(Base):
    """A case, an inquiry or a ticket that went over because ``owner`` was away; ``number`` as people read it.

    ``back_id``: the handing back that it is listed in, returned or finished.
    """

    __tablename__ = "post_handover_item"
    __table_args__ = (
        # Whatever runs at once: a thing stands with one person.
        Index("uq_post_handover_item_standing", "kind", "subject_id", unique=True, sqlite_where=_STANDING,
              postgresql_where=_STANDING),
        Index("ix_post_handover_item_owner", "centre", "owner", "state"),
        Index("ix_post_handover_item_handover", "handover_id"),
        Index("ix_post_handover_item_back", "back_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    handover_id: Mapped[str] = mapped_column(ForeignKey("post_handover.id"))
    kind: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[str] = mapped_column(String(36))
    number: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(60))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    back_id: Mapped[str | None] = mapped_column(ForeignKey("post_handover.id"))
