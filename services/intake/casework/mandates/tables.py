"""Tables of mandates. Personal fields are encrypted; a neighbouring blind index finds the principal."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.columns import Json, UtcDateTime
from libs.common.identity.fields import Encrypted
from libs.common.ids import new_id
from services.intake.base import Base

_LIVE = text("state IN ('drafted', 'active')")


class Mandate(Base):
    """A mandate (授权委托书). ``matters`` are item codes, ``powers`` those of the rules, both never all.

    ``kind``: personal, or unit with ``principal_number`` the 统一社会信用代码. Both end days are within it.
    """

    __tablename__ = "mandate"
    __table_args__ = (Index("ix_mandate_valid_until", "valid_until", sqlite_where=_LIVE, postgresql_where=_LIVE),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    centre: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    window: Mapped[int] = mapped_column(Integer)
    principal_name: Mapped[str] = mapped_column(Encrypted("mandate.principal_name"))
    principal_name_index: Mapped[str] = mapped_column(String(64), index=True)
    principal_number: Mapped[str] = mapped_column(Encrypted("mandate.principal_number"))
    principal_number_index: Mapped[str] = mapped_column(String(64), index=True)
    principal_phone: Mapped[str | None] = mapped_column(Encrypted("mandate.principal_phone"))
    address: Mapped[str | None] = mapped_column(Encrypted("mandate.address"))
    legal_representative: Mapped[str | None] = mapped_column(Encrypted("mandate.legal_representative"))
    agent_name: Mapped[str] = mapped_column(Encrypted("mandate.agent_name"))
    agent_resident_id: Mapped[str] = mapped_column(Encrypted("mandate.agent_resident_id"))
    agent_phone: Mapped[str | None] = mapped_column(Encrypted("mandate.agent_phone"))
    matters: Mapped[list[str]] = mapped_column(Json)
    powers: Mapped[list[str]] = mapped_column(Json)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(Text)
