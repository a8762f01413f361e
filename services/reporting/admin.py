"""Loads a town into *reporting*: the names of its windows, villages and handling units."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from libs.common.database import Database
from libs.common.errors import Refused
from services.reporting.units.actions import UnitDraft, set_units
from services.reporting.units.rules import UnitKind

CENTRE = "taozhu"
SHEETS = {
    "windows.csv": (UnitKind.WINDOW, "number"),
    "villages.csv": (UnitKind.VILLAGE, "code"),
    "units.csv": (UnitKind.DEPARTMENT, "code"),
}


class TownRefused(Refused):
    """Rows that cannot be loaded; ``errors`` names file, line (the heading is 1) and what is wrong. Nothing was."""

    code, title, status = "town_refused", "样例数据有误", 422

    def __init__(self, errors: list[str]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


def read_units(folder: Path) -> list[UnitDraft]:
    """Every unit of the sheets in ``folder``, or TownRefused naming every row that is wrong."""
    drafts: list[UnitDraft] = []
    errors: list[str] = []
    for name, (kind, column) in SHEETS.items():
        seen: set[str] = set()
        with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
            for line, cells in enumerate(csv.DictReader(lines), start=2):
                try:
                    draft = UnitDraft(kind, _filled(cells, column), _filled(cells, "name"))
                    if draft.code in seen:
                        raise ValueError(f"编码重复：{draft.code}")
                    seen.add(draft.code)
                    drafts.append(draft)
                except ValueError as error:
                    errors.append(f"{name} 第 {line} 行：{error}")
        if not seen:
            errors.append(f"{name} 没有数据")
    if errors:
        raise TownRefused(errors)
    return drafts


def load_town(db: Database, folder: Path) -> dict[str, int]:
    """Load the town in ``folder``; again is harmless. Returns how many of each there are. Raises TownRefused."""
    drafts = read_units(folder)
    with db.transaction() as tx:
        set_units(tx, CENTRE, drafts)
        tx.audit("town.load", CENTRE, units=len(drafts))
    return {f"{kind.value}s": sum(draft.kind is kind for draft in drafts) for kind, _ in SHEETS.values()}


def _filled(cells: Mapping[str, str | None], column: str) -> str:
    value = (cells.get(column) or "").strip()
    if not value:
        raise ValueError(f"缺少 {column}")
    return value
