"""A service's database with a year in it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from benchmarks.year import appointments, books, casework, duty, hall, neighbours, papers, quality
from benchmarks.year.size import YearSize
from benchmarks.year.town import town_of
from benchmarks.year.writer import Writer
from libs.common.kernel import kernel_tables
from services.intake.base import Base


def build(service: str, engine: Engine, size: YearSize, seed: int = 1) -> None:
    """Write the year into a database of ``service`` that the town was loaded into.

    The key ring of the service is installed. Nothing else writes meanwhile.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _FILL[service](Writer(connection, size, seed))


def _intake(writer: Writer) -> None:
    town = town_of(writer)
    tickets = hall.fill(town)
    cases = casework.fill(town, tickets)
    papers.fill(town, cases)
    appointments.fill(town, tickets, cases)
    quality.fill(town, tickets)
    duty.fill(town, cases)
    books.fill(town, cases, kernel_tables(Base.metadata))


_FILL: dict[str, Callable[[Writer], None]] = {
    "intake": _intake, "routing": neighbours.routing, "petitions": neighbours.petitions,
}  # fmt: skip
