"""Which item counts as which kind."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.base import Base


class AgencyItem(Base):
    """An item of the catalogue and the kind (AGENCY_KINDS) that its cases count as, whichever version is in force."""

    __tablename__ = "agency_item"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(Integer, default=1)
