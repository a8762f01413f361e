"""From the rows of the two sheets to contents, with every fault at its sheet, row and column; and back. Pure.

Nothing here knows whether the rows came from a workbook, from CSV or from a folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.intake.items.catalogue.columns import ITEM, ITEM_COLUMNS, MATERIAL_COLUMNS, NEED, SEQ, Column
from services.intake.items.catalogue.content import ItemContent, MaterialContent
from services.intake.items.catalogue.faults import Fault, Place, faults_of, quoted


@dataclass(frozen=True)
class Table:
    """A sheet as text: its rows and their numbers, as a spreadsheet counts; the first not blank has the headings.

    ``unreadable``: why a cell is no text, by row and place in it (from 0). ``spoilt``: why a whole row is none.
    """

    name: str
    rows: Sequence[tuple[int, Sequence[str]]]
    unreadable: Mapping[tuple[int, int], str] = field(default_factory=dict)
    spoilt: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowFault:
    """``row`` as a spreadsheet counts, 0: the sheet itself. ``column``: the heading as the sheet has it, or empty."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True)
class _Line:
    """A row that could be read: its values by field."""

    row: int
    values: Mapping[str, Any]


@dataclass
class _Sheet:
    """``unread``: whose row could not be read, by the first column (the item's code)."""

    name: str
    headings: dict[str, str] = field(default_factory=dict)
    lines: list[_Line] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    faults: list[RowFault] = field(default_factory=list)

    def fault(self, row: int, column: str, message: str) -> None:
        self.faults.append(RowFault(self.name, row, self.headings.get(column, ""), message))


@dataclass(frozen=True)
class Reading:
    """The contents that may be published, in the order of the sheet, and the faults of all others."""

    contents: Sequence[ItemContent]
    faults: Sequence[RowFault]


def read_contents(items: Table, materials: Table, place: Place | None = None) -> Reading:
    """What the two sheets say, each item judged as for publishing (against ``place``, where it is given).

    A row with a cell that cannot be read is not judged: half of it would be misjudged.
    """
    listed, asked = _read(items, ITEM_COLUMNS), _read(materials, MATERIAL_COLUMNS)
    codes = {line.values["code"] for line in listed.lines} | listed.unread
    of_item = _by_item(asked, codes)
    contents: list[ItemContent] = []
    seen: set[str] = set()
    for line in listed.lines:
        code = line.values["code"]
        if code in seen:
            listed.fault(line.row, "code", f"事项编码“{quoted(code)}”重复")
            continue
        seen.add(code)
        lines = of_item.get(code, [])
        content = ItemContent(**line.values, materials=tuple(_material(each.values) for each in lines))
        faults = faults_of(content, place)
        if code in asked.unread:
            faults = [fault for fault in faults if fault.field != "materials"]
        for fault in faults:
            _locate(fault, line, lines, listed, asked)
        if not faults and code not in asked.unread:
            contents.append(content)
    return Reading(contents, [*listed.faults, *asked.faults])


def _read(table: Table, columns: Sequence[Column]) -> _Sheet:
    sheet = _Sheet(table.name)
    rows = [(row, [_cell(cell) for cell in cells]) for row, cells in table.rows]
    rows = [(row, cells) for row, cells in rows if any(cells)]
    if not rows:
        sheet.fault(0, "", "表中没有内容")
        return sheet
    (top, headings), *others = rows
    places = _match(sheet, top, headings, columns)
    if places is None:
        return sheet
    for row, cells in others:
        _read_row(sheet, table, row, cells, columns, places)
    return sheet


def _cell(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _match(sheet: _Sheet, top: int, headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int] | None:
    """Where each field stands; None when the headings are not these."""
    places: dict[str, int] = {}
    by_heading = {heading: column for column in columns for heading in column.headings}
    for at, heading in enumerate(headings):
        column = by_heading.get(heading)
        if column is None and heading:
            sheet.faults.append(RowFault(sheet.name, top, quoted(heading), "没有这一列"))
        elif column is not None and column.field in places:
            sheet.faults.append(RowFault(sheet.name, top, heading, "此列重复"))
        elif column is not None:
            places[column.field], sheet.headings[column.field] = at, heading
    for column in columns:
        if column.field not in places and not column.optional:
            sheet.faults.append(RowFault(sheet.name, top, column.words, "缺少此列"))
    return None if sheet.faults else places


def _read_row(
    sheet: _Sheet,
    table: Table,
    row: int,
    cells: Sequence[str],
    columns: Sequence[Column],
    places: Mapping[str, int],
) -> None:
    values, before = {}, len(sheet.faults)
    if row in table.spoilt:
        sheet.fault(row, "", table.spoilt[row])
    for column in columns:
        at = places.get(column.field, -1)
        try:
            if (row, at) in table.unreadable:
                raise ValueError(table.unreadable[row, at])
            values[column.field] = column.read(cells[at] if 0 <= at < len(cells) else "")
        except ValueError as error:
            sheet.fault(row, column.field, str(error))
    if any(cell for at, cell in enumerate(cells) if at not in places.values()):
        sheet.fault(row, "", "有内容在没有标题的列中")
    if len(sheet.faults) == before:
        sheet.lines.append(_Line(row, values))
    else:
        sheet.unread.add(values.get(columns[0].field, ""))


def _by_item(asked: _Sheet, codes: set[str]) -> dict[str, list[_Line]]:
    """The materials of each item, by their numbers."""
    found: dict[str, dict[int, _Line]] = defaultdict(dict)
    for line in asked.lines:
        code, seq = line.values[ITEM], line.values[SEQ]
        if code not in codes:
            asked.fault(line.row, ITEM, f"事项表中没有“{quoted(code)}”")
        elif not seq:
            asked.fault(line.row, SEQ, "应为从1起的序号")
        elif seq in found[code]:
            asked.fault(line.row, SEQ, f"“{quoted(code)}”的第{seq}项材料重复")
        else:
            found[code][seq] = line
    return {code: [lines[seq] for seq in sorted(lines)] for code, lines in found.items()}


def _material(values: Mapping[str, Any]) -> MaterialContent:
    required, conditional = values[NEED]
    return MaterialContent(
        name=values["name"], form=values["form"], copies=values["copies"] or 0, required=required,
        conditional=conditional, source=values["source"], note=values["note"],
    )  # fmt: skip


def _locate(fault: Fault, line: _Line, lines: Sequence[_Line], listed: _Sheet, asked: _Sheet) -> None:
    within = fault.field.split(".")
    if len(within) == 3:
        column = NEED if within[2] in ("required", "conditional") else within[2]
        asked.fault(lines[int(within[1])].row, column, fault.message)
    else:
        listed.fault(line.row, fault.field, fault.message)


def item_rows(contents: Iterable[ItemContent]) -> Iterator[list[str]]:
    """The cells of 事项, a row an item, in the order of ITEM_COLUMNS."""
    for content in contents:
        yield [column.write(getattr(content, column.field)) for column in ITEM_COLUMNS]


def material_rows(contents: Iterable[ItemContent]) -> Iterator[list[str]]:
    """The cells of 材料, a row a material, in the order of MATERIAL_COLUMNS."""
    for content in contents:
        for seq, material in enumerate(content.materials, 1):
            values = {ITEM: content.code, SEQ: seq, NEED: material.need, **vars(material)}
            yield [column.write(values[column.field]) for column in MATERIAL_COLUMNS]
