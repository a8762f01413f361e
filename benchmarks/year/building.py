"""A database of *intake* with a year in it."""

from __future__ import annotations

from sqlalchemy import Engine

from benchmarks.year import appointments, books, casework, duty, hall, papers, quality
from benchmarks.year.size import YearSize
from benchmarks.year.town import town_of
from benchmarks.year.writer import Writer
from libs.common.kernel import kernel_tables
from services.intake.base import Base


def build(engine: Engine, size: YearSize, seed: int = 1) -> dict[str, int]:
    """Write the year into a database that the town was loaded into; rows written, by table.

    The key ring of the service is installed. Nothing else writes meanwhile.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        writer = Writer(connection, size, seed)
        town = town_of(writer)
        tickets = hall.fill(town)
        cases = casework.fill(town, tickets)
        papers.fill(town, cases)
        appointments.fill(town, tickets, cases)
        quality.fill(town, tickets)
        duty.fill(town, cases)
        books.fill(town, cases, kernel_tables(Base.metadata))
        return writer.written
