"""Loads a town into *petitions*: its handling units and categories. Petitions themselves arrive through the API."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.transaction import Transaction
from services.petitions.base import Base
from services.petitions.register.rules import KINDS
from services.petitions.register.tables import Category, Unit

CENTRE = "taozhu"
YES_NO = {"是": True, "否": False}


class TownRefused(Refused):
    """Rows that cannot be loaded; ``errors`` names file, line (the heading is 1) and what is wrong. Nothing was."""

    code, title, status = "town_refused", "样例数据有误", 422

    def __init__(self, errors: list[str]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


Row = dict[str, Any]
Reader = Callable[[Mapping[str, str]], Row]


def unit_row(cells: Mapping[str, str]) -> Row:
    """Raises ValueError with words for a person."""
    return {name: _filled(cells, name) for name in ("code", "name", "type")}


def category_row(cells: Mapping[str, str]) -> Row:
    """Raises ValueError with words for a person."""
    kind = _filled(cells, "kind")
    if kind not in KINDS:
        raise ValueError(f"诉求性质应为 {'、'.join(KINDS)}：{kind}")
    limit = (cells.get("limit_working_days") or "").strip()
    if limit and not (limit.isascii() and limit.isdigit() and int(limit) <= 60):
        raise ValueError(f"时限应为 0 至 60 个工作日：{limit}")
    return {
        "code": _filled(cells, "code"),
        "parent": (cells.get("parent_code") or "").strip() or None,
        "name": _filled(cells, "name"),
        "kind": kind,
        "default_unit": (cells.get("default_unit") or "").strip() or None,
        "limit_working_days": int(limit) if limit else None,
        "urgent": _yes_no(cells, "urgent"),
        "confidential": _yes_no(cells, "confidential_by_default"),
    }


def load_town(db: Database, folder: Path) -> dict[str, int]:
    """Load the town in ``folder``; again is harmless. Returns how many of each there are. Raises TownRefused."""
    errors: list[str] = []
    units = _read(folder / "units.csv", unit_row, errors)
    categories = _read(folder / "petition_categories.csv", category_row, errors)
    for line, row in categories.items():
        for name, known in (("parent", categories), ("default_unit", units)):
            if row[name] and row[name] not in {other["code"] for other in known.values()}:
                errors.append(f"petition_categories.csv 第 {line} 行：没有 {row[name]}")
    if errors:
        raise TownRefused(errors)
    with db.transaction() as tx:
        for table, rows in ((Unit, units), (Category, categories)):
            for row in rows.values():
                _put(tx, table, row)
        tx.audit("town.load", CENTRE, units=len(units), categories=len(categories))
    return {"units": len(units), "categories": len(categories)}


def _read(file: Path, reader: Reader, errors: list[str]) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    seen: set[str] = set()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for line, cells in enumerate(csv.DictReader(lines), start=2):
            try:
                row = reader(cells)
                if row["code"] in seen:
                    raise ValueError(f"代码重复：{row['code']}")
                seen.add(row["code"])
                rows[line] = row
            except ValueError as error:
                errors.append(f"{file.name} 第 {line} 行：{error}")
    return rows


def _put(tx: Transaction, table: type[Base], row: Row) -> None:
    put = tx.upsert(table).values(centre=CENTRE, **row)
    changed = {name: value for name, value in row.items() if name != "code"}
    tx.session.execute(put.on_conflict_do_update(index_elements=["centre", "code"], set_=changed))


def _filled(cells: Mapping[str, str], name: str) -> str:
    cell = (cells.get(name) or "").strip()
    if not cell:
        raise ValueError(f"缺少 {name}")
    return cell


def _yes_no(cells: Mapping[str, str], name: str) -> bool:
    cell = _filled(cells, name)
    if cell not in YES_NO:
        raise ValueError(f"{name} 应为 是 或 否：{cell}")
    return YES_NO[cell]
