"""The MetaData that the tables of *devices* share."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from libs.common.database import metadata_for


class Base(DeclarativeBase):
    metadata = metadata_for("devices")
