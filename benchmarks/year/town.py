"""What the year happens at: the windows, the staff and the items of the town that was loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from benchmarks.year.people import People, people
from benchmarks.year.writer import Writer
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.tables import Item, Material, Window

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Town:
    """Rows of the tables, as mappings. ``materials``: of each item, by its id."""

    writer: Writer
    windows: list[Any]
    items: list[Any]
    staff: list[Any]
    materials: dict[str, list[Any]]
    people: People

    @property
    def clerks(self) -> list[str]:
        return [each.login for each in self.staff if each.login.startswith("clerk")]

    @property
    def villages(self) -> list[str]:
        return sorted({village for each in self.staff for village in each.villages})

    def at_counter(self) -> dict[str, Any]:
        """A window and who sits there."""
        window = self.writer.pick(self.windows)
        return {"window": window.number, "clerk": self.writer.pick([window.post_a, window.post_a, window.post_b])}

    def of_item(self, item: Any) -> dict[str, Any]:
        return {
            "item_code": item.code, "item_name": item.name, "item_version": item.version, "window": item.window,
        }  # fmt: skip


def town_of(writer: Writer) -> Town:
    """What the database of *intake* holds of its town, with a year's applicants."""

    def rows(model: Any) -> list[Any]:
        return list(writer.connection.execute(select(model.__table__)))

    materials: dict[str, list[Any]] = {}
    for material in rows(Material):
        materials.setdefault(material.item_id, []).append(material)
    crowd = people(writer.random, writer.size.part(3_000))
    items = [each for each in rows(Item) if each.state == "published"]
    return Town(writer, rows(Window), items, rows(Staff), materials, crowd)
