"""The declarative base of every table of *intake*."""

from sqlalchemy.orm import DeclarativeBase

from libs.common.database import metadata_for


class Base(DeclarativeBase):
    """Tables of *intake*, in its own database."""

    metadata = metadata_for("intake")
