"""Centres and villages. A village that is renamed, merged or re-coded gets a new row; old rows keep old papers true."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.base import Base


class Centre(Base):
    """A service centre (便民服务中心) and the town that it serves."""

    __tablename__ = "centre"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    division: Mapped[str] = mapped_column(String(9), unique=True)
    town: Mapped[str] = mapped_column(String(50))


class Village(Base):
    """A village or residents' committee (村、社区), in force while ``valid_from <= day < valid_to``."""

    __tablename__ = "village"
    __table_args__ = (Index("ix_village_centre", "centre", "code"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)
    predecessor: Mapped[str | None] = mapped_column(String(12))
    centre: Mapped[str] = mapped_column(ForeignKey("centre.code"))
    name: Mapped[str] = mapped_column(String(50))
    full_name: Mapped[str] = mapped_column(String(100))
    size_class: Mapped[str] = mapped_column(String(8))
    area_office: Mapped[str] = mapped_column(String(50))
    version: Mapped[int] = mapped_column(Integer, default=1)
