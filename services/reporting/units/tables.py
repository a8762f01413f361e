"""Table of units."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.reporting.base import Base


class Unit(Base):
    """A window (窗口), village (村) or handling unit (承办单位) of a centre, so that one without work shows too.

    Figures do not depend on it: work of a unit that is not listed is told under its code.
    """

    __tablename__ = "unit"

    centre: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(Integer)
