"""The declarative base that every table of *petitions* stands on."""

from sqlalchemy.orm import DeclarativeBase

from libs.common.database import metadata_for


class Base(DeclarativeBase):
    metadata = metadata_for("petitions")
