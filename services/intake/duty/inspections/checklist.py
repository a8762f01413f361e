"""What a centre's inspections look at."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select

from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.inspections.rules import Point
from services.intake.duty.inspections.tables import InspectionPoint

FILE = Path(__file__).with_name("checklist.csv")


@cache
def shipped() -> tuple[Point, ...]:
    """The list that a centre has until it sets its own."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Point(**row) for row in csv.DictReader(file))


def points_of(tx: ReadTransaction, centre: str) -> list[Point]:
    """The points in force, in their order."""
    query = select(InspectionPoint).where(InspectionPoint.centre == centre).order_by(InspectionPoint.place)
    own = [Point(row.code, row.name, row.question) for row in tx.session.scalars(query)]
    return own or list(shipped())


def set_points(tx: Transaction, centre: str, points: Sequence[Point]) -> list[Point]:
    """Set the whole list of a centre, from the next inspection on; none: the shipped list again."""
    tx.session.execute(delete(InspectionPoint).where(InspectionPoint.centre == centre))
    tx.session.add_all(
        InspectionPoint(centre=centre, place=place, **vars(point)) for place, point in enumerate(points, 1)
    )
    tx.session.flush()
    tx.audit("inspection.set_points", centre, points=[point.code for point in points])
    return points_of(tx, centre)
