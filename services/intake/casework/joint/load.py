"""Joint handling's part of loading a town: the units that departments of items are."""

from __future__ import annotations

from libs.common.transaction import Transaction
from services.intake.casework.joint.tables import Department
from services.intake.sheets import Sheets


def read_departments(sheets: Sheets) -> dict[str, str]:
    """Unit by name, as ``units.csv`` has them."""
    return {name: code for _, (code, name) in sheets.read("units.csv", lambda r: (r.text("code"), r.text("name")))}


def load_departments(tx: Transaction, centre: str, units: dict[str, str]) -> None:
    for name, unit in units.items():
        tx.session.merge(Department(centre=centre, name=name, unit=unit))
