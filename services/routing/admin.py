"""Loads a town into *routing*: its centre, villages and village agents, from villages.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.transaction import Transaction
from services.routing.agents.rules import WEEKDAYS, Post
from services.routing.agents.tables import Agent
from services.routing.base import Base
from services.routing.territory.rules import is_village_code, town_division
from services.routing.territory.tables import Centre, Village

CENTRE = "taozhu"
CENTRE_NAME = "桃渚镇便民服务中心"
# The day of the statistical division (2023) that the codes were taken from.
IN_FORCE_SINCE = date(2023, 1, 1)
COLUMNS = ("code", "name", "full_name", "size_class", "area_office", "agent_a", "agent_b", "service_days")


class TownRefused(Refused):
    """Rows that cannot be loaded; ``errors`` names file, line (the heading is 1) and what is wrong. Nothing was."""

    code, title, status = "town_refused", "样例数据有误", 422

    def __init__(self, errors: list[str]) -> None:
        super().__init__("；".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class VillageRow:
    code: str
    name: str
    full_name: str
    size_class: str
    area_office: str
    agent_a: str
    agent_b: str
    weekdays: tuple[int, ...]

    @property
    def town(self) -> str:
        return self.full_name.partition(self.name)[0]

    @classmethod
    def read(cls, row: Mapping[str, str]) -> VillageRow:
        """Raises ValueError with words for a person."""
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        empty = [name for name, cell in cells.items() if not cell]
        if empty:
            raise ValueError(f"缺少 {'、'.join(empty)}")
        if not is_village_code(cells["code"]):
            raise ValueError(f"村代码应为 12 位数字：{cells['code']}")
        if not cells["full_name"].partition(cells["name"])[1]:
            raise ValueError(f"全称里没有村名：{cells['full_name']}")
        return cls(**{name: cells[name] for name in COLUMNS[:-1]}, weekdays=weekdays(cells["service_days"]))


def weekdays(text: str) -> tuple[int, ...]:
    """周一；周三 → (1, 3), ISO numbers. Raises ValueError."""
    found = []
    for part in text.split("；"):
        if len(part) != 2 or part[0] != "周" or part[1] not in WEEKDAYS:
            raise ValueError(f"服务日应写作 周一；周二：{text}")
        found.append(WEEKDAYS.index(part[1]) + 1)
    return tuple(sorted(set(found)))


def agent_id(village_code: str, post: Post) -> str:
    """The staff id that *intake* gives the agent of this post."""
    return f"agent-{village_code}-{post.lower()}"


def read_villages(file: Path) -> list[VillageRow]:
    """Every row of villages.csv, or TownRefused naming every row that is wrong."""
    rows: list[VillageRow] = []
    errors: list[str] = []
    seen: set[str] = set()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for line, cells in enumerate(csv.DictReader(lines), start=2):
            try:
                row = VillageRow.read(cells)
                if row.code in seen:
                    raise ValueError(f"村代码重复：{row.code}")
                if rows and town_division(row.code) != town_division(rows[0].code):
                    raise ValueError(f"与首行不是同一个镇：{row.code}")
                seen.add(row.code)
                rows.append(row)
            except ValueError as error:
                errors.append(f"{file.name} 第 {line} 行：{error}")
    if errors or not rows:
        raise TownRefused(errors or [f"{file.name} 没有数据"])
    return rows


def load_town(db: Database, folder: Path) -> dict[str, int]:
    """Load the town in ``folder``; again is harmless. Returns how many of each there are. Raises TownRefused."""
    rows = read_villages(folder / "villages.csv")
    first = rows[0]
    with db.transaction() as tx:
        values = {"name": CENTRE_NAME, "division": town_division(first.code), "town": first.town}
        _put(tx, Centre, {"code": CENTRE}, values)
        for row in rows:
            _put_village(tx, row)
        tx.audit("town.load", CENTRE, villages=len(rows))
    return {"centres": 1, "villages": len(rows), "agents": 2 * len(rows)}


def _put_village(tx: Transaction, row: VillageRow) -> None:
    shown = ("name", "full_name", "size_class", "area_office")
    values = {"centre": CENTRE, **{name: getattr(row, name) for name in shown}}
    _put(tx, Village, {"code": row.code, "valid_from": IN_FORCE_SINCE}, values)
    # The A post keeps the service days; B stands in on any day that A does not.
    for post, name, days in ((Post.A, row.agent_a, list(row.weekdays)), (Post.B, row.agent_b, [])):
        agent = {
            "centre": CENTRE,
            "village_code": row.code,
            "post": post.value,
            "name": name,
            "weekdays": days,
        }
        _put(tx, Agent, {"id": agent_id(row.code, post)}, agent)


def _put(tx: Transaction, table: type[Base], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    put = tx.upsert(table).values(**key, **values)
    tx.session.execute(put.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
