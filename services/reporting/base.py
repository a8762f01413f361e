"""The declarative base of every table of *reporting*."""

from sqlalchemy.orm import DeclarativeBase

from libs.common.database import metadata_for


class Base(DeclarativeBase):
    """Tables of *reporting*, in its own database."""

    metadata = metadata_for("reporting")
