"""The table of leave. Of what kind it is, and all that is said about why, is encrypted: it may tell of an illness."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base
from services.intake.duty.leaves.rules import Half, Span

_UNSHOWN = text("state = 'approved' AND NOT shown_out")


class Leave(Base):
    """A leave (请假) of ``login``, in half days of Asia/Shanghai, both ends included.

    ``approved_until``: its last half day as approved (``2026-03-04 pm``), where it was shortened (销假) since.
    ``stand_in``: who takes the person's posts over; None: the other post of each. ``uncovered_reason``: why it was
    approved although it leaves a post to nobody. ``shown_out``: the whereabouts board is done with it.
    """

    __tablename__ = "leave"
    __table_args__ = (
        Index("ix_leave_state", "centre", "state", "last_day"),
        Index("ix_leave_login", "centre", "login", "last_day"),
        Index("ix_leave_unshown", "first_day", sqlite_where=_UNSHOWN, postgresql_where=_UNSHOWN),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    login: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(Encrypted("leave.kind"))
    reason: Mapped[str] = mapped_column(Encrypted("leave.reason"))
    first_day: Mapped[date] = mapped_column(Date)
    first_half: Mapped[str] = mapped_column(String(2))
    last_day: Mapped[date] = mapped_column(Date)
    last_half: Mapped[str] = mapped_column(String(2))
    approved_until: Mapped[str | None] = mapped_column(String(16))
    stand_in: Mapped[str | None] = mapped_column(String(60))
    requested_by: Mapped[str] = mapped_column(String(80))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decline_reason: Mapped[str | None] = mapped_column(Encrypted("leave.decline_reason"))
    uncovered_reason: Mapped[str | None] = mapped_column(Encrypted("leave.uncovered_reason"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shortened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown_out: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def span(self) -> Span:
        return Span(self.first_day, Half(self.first_half), self.last_day, Half(self.last_half))
