"""The calendar from the command line."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from libs.common.actor import Actor
from libs.common.calendar.rules import DayKind
from libs.common.database import Database
from services.intake.calendar import publishing
from services.intake.calendar.arrangement import from_file
from services.intake.calendar.queries import year_view

NAMED = (DayKind.HOLIDAY, DayKind.MAKEUP)


def show_calendar(db: Database, year: int) -> None:
    """Print what is off and what is made up for in ``year``."""
    with db.reading() as tx:
        shown = year_view(tx, year)
    mark = "已确认" if shown["confirmed"] else f"{shown['provisional_days']} 天暂定"
    table = Table("日期", "类别", "名称", "来源", title=f"{year} 年，{shown['working_days']} 个工作日，{mark}")
    for day in shown["days"]:
        if day["kind"] in NAMED:
            guess = "" if day["confirmed"] else "（暂定）"
            table.add_row(str(day["date"]), day["kind_words"] + guess, day["name"], day["source"])
    Console().print(table)


def import_calendar(
    db: Database, actor: Actor, content: bytes, *, source: str, year: int | None, publish: bool
) -> None:
    """Print what the file would change; with ``publish`` also put it in force. Raises ArrangementRefused."""
    arrangement = from_file(content, source, year, True)
    with db.reading(actor) as tx:
        foreseen = publishing.preview(tx, arrangement)
    _print(foreseen)
    if publish:
        with db.transaction(actor) as tx:
            done = publishing.publish(tx, arrangement)
        said = f"已公布第{done['number']}号" if done["published"] else "与现行日历相同，未作变动"
        Console().print(said)


def _print(foreseen: dict[str, Any]) -> None:
    console = Console()
    for error in foreseen["errors"]:
        console.print(f"第{error['line']}行 {error['column']}：{error['message']}")
    worked = [change["words"] for change in foreseen["changes"] if change["works_changed"]]
    console.print(f"{foreseen['days']} 天与现行不同，其中工作日有变 {len(worked)} 天")
    for words in worked:
        console.print(f"  {words}")
    for count in foreseen["deadlines"]:
        console.print(f"{count['words']}：变动 {count['moved']} 件，仅标记变动 {count['marked']} 件")
