"""The declarative base that every table of *routing* stands on."""

from sqlalchemy.orm import DeclarativeBase

from libs.common.database import metadata_for


class Base(DeclarativeBase):
    metadata = metadata_for("routing")
