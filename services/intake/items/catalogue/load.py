"""The catalogue's part of loading a town: windows, opening hours, items with materials."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.items.catalogue.actions import place_of
from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.faults import misplaced
from services.intake.items.catalogue.publishing import lock_catalogue, publish_changed
from services.intake.items.catalogue.tables import BusinessClass, OpeningHours, Window, WindowClass
from services.intake.items.catalogue.tabular import Table, read_contents
from services.intake.sheets import Row, Sheets

GENERAL, ALL = "一窗多办", "全部"
SESSION_KINDS = {"正常": "normal", "延时": "extended"}


def read_items(sheets: Sheets) -> list[ItemContent]:
    """Items with their materials, each judged as for publishing; faults stay in ``sheets``."""
    listed, asked = sheets.rows("items.csv"), sheets.rows("materials.csv")
    if listed is None or asked is None:
        return []
    reading = read_contents(Table("items.csv", listed), Table("materials.csv", asked))
    for fault in reading.faults:
        sheets.fault(fault.sheet, fault.row, f"“{fault.column}”{fault.message}" if fault.column else fault.message)
    return list(reading.contents)


def read_windows(sheets: Sheets) -> list[dict[str, Any]]:
    """Windows; ``post_a`` and ``post_b`` are names of people as the sheet has them."""
    return [values for _, values in sheets.read("windows.csv", _window)]


def read_classes(sheets: Sheets, windows: list[dict[str, Any]]) -> dict[str, str]:
    """Classes by prefix: those of ``classes.csv``, where there is one, and each window's own, named like the window."""
    classes = {window["prefix"]: window["name"] for window in windows if window["prefix"]}
    if (sheets.folder / "classes.csv").exists():
        classes |= dict(row for _, row in sheets.read("classes.csv", lambda r: (r.text("prefix"), r.text("name"))))
    for window in windows:
        for prefix in window["ranks"] or {}:
            if prefix not in classes:
                sheets.fault("windows.csv", 0, f"{window['number']}号窗口：没有“{prefix}”号类")
        if window["prefix"] is None and window["ranks"] is None:
            sheets.fault("windows.csv", 0, f"{window['number']}号窗口：没有号类")
    return classes


def read_hours(sheets: Sheets) -> list[dict[str, Any]]:
    return [values for _, values in sheets.read("opening_hours.csv", _session)]


def load_items(tx: Transaction, centre: str, contents: list[ItemContent], sheets: Sheets) -> int:
    """Publish what changed; returns how many new versions that made. Windows and accounts are loaded already.

    Raises SheetRefused when an item names a window, class or person that the centre has not.
    """
    lock_catalogue(tx, centre)
    place = place_of(tx, centre)
    for content in contents:
        for fault in misplaced(content, place):
            sheets.fault("items.csv", 0, f"{content.code}：{fault.message}")
    sheets.require_clean()
    return len(publish_changed(tx, centre, contents))


def load_windows(
    tx: Transaction, centre: str, windows: list[dict[str, Any]], classes: dict[str, str], logins: dict[str, str]
) -> None:
    """Set the centre's windows and classes; ``logins`` maps the names of the posts to accounts."""
    for table in (WindowClass, Window, BusinessClass):
        tx.session.execute(delete(table).where(table.centre == centre))
    tx.session.add_all(BusinessClass(centre=centre, prefix=prefix, name=name) for prefix, name in classes.items())
    for values in windows:
        posts = {post: logins[values[post]] for post in ("post_a", "post_b")}
        columns = {name: value for name, value in values.items() if name != "ranks"}
        tx.session.add(Window(id=new_id(), centre=centre, **{**columns, **posts}))
        for prefix, rank in _ranks(values, classes).items():
            tx.session.add(WindowClass(centre=centre, window=values["number"], prefix=prefix, rank=rank))
    tx.session.flush()


def _ranks(window: dict[str, Any], classes: dict[str, str]) -> dict[str, int]:
    """What the sheet says; unsaid: its own class, and of a general window (一窗多办) every other one after it."""
    if window["ranks"] is not None:
        return window["ranks"] or dict.fromkeys(classes, 0)
    others = dict.fromkeys(classes, 1) if GENERAL in window["note"] else {}
    return {**others, window["prefix"]: 0}


def load_hours(tx: Transaction, centre: str, sessions: list[dict[str, Any]]) -> None:
    tx.session.execute(delete(OpeningHours).where(OpeningHours.centre == centre))
    tx.session.add_all(OpeningHours(id=new_id(), centre=centre, **values) for values in sessions)
    tx.session.flush()


def _window(row: Row) -> dict[str, Any]:
    values = {column: row.text(column) for column in ("name", "post_a", "post_b")}
    if values["post_a"] == values["post_b"]:
        raise ValueError("A岗和B岗不能是同一人")
    return {
        "number": row.whole("number"), "prefix": row.maybe("ticket_prefix") or None, "note": row.maybe("note"),
        "location": row.optional("location"), "ranks": _skills(row), **values,
    }  # fmt: skip


def _skills(row: Row) -> dict[str, int] | None:
    """``A；B=1``: class and rank, lowest first, 0 unsaid. ``全部`` is every class alike: empty here. None: not said."""
    cell = row.optional("classes")
    if not cell:
        return None
    if cell == ALL:
        return {}
    ranks = {}
    for part in cell.split("；"):
        prefix, _, rank = part.strip().partition("=")
        if not prefix or (rank and not rank.isdecimal()):
            raise ValueError(f"“classes”应为“{ALL}”或 A；B=1 这样的号类和次序，不是“{part}”")
        ranks[prefix] = int(rank or 0)
    return ranks


def _session(row: Row) -> dict[str, Any]:
    windows = [] if row.text("windows") == "全部" else [int(number) for number in row.several("windows")]
    start, end = row.clock_time("start"), row.clock_time("end")
    if start >= end:
        raise ValueError("开始时间应早于结束时间")
    return {
        "scheme": row.text("scheme"),
        "active": row.flag("active"),
        "weekday": row.whole("weekday"),
        "session": row.text("session"),
        "start": start,
        "end": end,
        "kind": row.choice("kind", SESSION_KINDS),
        "windows": windows,
        "note": row.maybe("note"),
    }
