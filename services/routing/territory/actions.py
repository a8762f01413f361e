"""Looking up the territory on a given day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from libs.common.transaction import ReadTransaction
from services.routing.territory.rules import UnknownVillage, sees_whole_centre
from services.routing.territory.tables import Centre, Village


def in_force(day: date) -> ColumnElement[bool]:
    """The condition that a village's row holds on ``day`` (Asia/Shanghai)."""
    return (Village.valid_from <= day) & or_(Village.valid_to.is_(None), Village.valid_to > day)


def village_on(tx: ReadTransaction, code: str, day: date) -> Village:
    """The village of ``code`` as it is on ``day``. Raises UnknownVillage."""
    village = tx.session.scalars(select(Village).where(Village.code == code, in_force(day))).first()
    if village is None:
        raise UnknownVillage(code)
    return village


def villages(tx: ReadTransaction, centre: str, day: date) -> list[Village]:
    """The villages of ``centre`` that the actor may see, by code."""
    tx.actor.require_centre(centre)
    query = select(Village).where(Village.centre == centre, in_force(day)).order_by(Village.code)
    if not sees_whole_centre(tx.actor):
        query = query.where(Village.code.in_(tx.actor.villages))
    return list(tx.session.scalars(query))


def territory_tree(tx: ReadTransaction, centre: str, day: date) -> dict[str, Any]:
    """Town → area office → villages on ``day``, as far as the actor may see."""
    town = tx.one(Centre, centre)
    offices: dict[str, list[Village]] = {}
    for village in villages(tx, centre, day):
        offices.setdefault(village.area_office, []).append(village)
    return {
        "centre": town.code,
        "division": town.division,
        "town": town.town,
        "on": day,
        "area_offices": [{"name": name, "villages": found} for name, found in offices.items()],
    }
