"""The catalogue as an Excel workbook with the sheets 事项 and 材料."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import xlsxwriter

from services.intake.items.catalogue.columns import ITEM_COLUMNS, MATERIAL_COLUMNS, Column
from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.tabular import Table, item_rows, material_rows
from services.intake.items.worksheets.archive import read_part, require_plain_xml
from services.intake.items.worksheets.refusals import FileUnreadable
from services.intake.items.worksheets.rules import MOST_COLUMNS, MOST_ITEMS, MOST_MATERIALS

ITEMS, MATERIALS = "事项", "材料"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}(\d{1,7})(?::[A-Z]{1,3}\d{1,7})?)")
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_NOT_TEXT = {"f": "是公式，请填文字或数字", "e": "是错误值", "d": "是日期，请改为文字"}


def write_workbook(contents: Sequence[ItemContent], written_at: datetime) -> bytes:
    """``written_at``: on the hall's wall. Texts stay texts: no formula, no address, no number is made of them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _PLAIN)
    book.set_properties({"title": "事项目录", "created": written_at.replace(tzinfo=None)})
    _write_sheet(book, ITEMS, ITEM_COLUMNS, item_rows(contents))
    _write_sheet(book, MATERIALS, MATERIAL_COLUMNS, material_rows(contents))
    book.close()
    return out.getvalue()


def _write_sheet(
    book: xlsxwriter.Workbook, name: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    number = book.add_format({"valign": "top"})
    sheet.freeze_panes(1, 2)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, number if column.number else text)
        sheet.write_string(0, at, column.words, heading)
        if column.choices:
            allowed = {"validate": "list", "source": list(column.choices), "error_title": column.words}
            sheet.data_validation(1, at, MOST_MATERIALS, at, allowed)
    for row, cells in enumerate(rows, 1):
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if column.number and cell:
                sheet.write_number(row, at, int(cell), number)
            elif cell:
                sheet.write_string(row, at, cell, text)


def read_workbook(content: bytes, archive: ZipFile) -> tuple[Table, Table]:
    """The two sheets as text, and what in them is none. ``archive``: the same content. Raises FileUnreadable."""
    require_plain_xml(archive)
    merged = dict(_merged(archive))
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        items, materials = (_read_sheet(book, *each) for each in ((ITEMS, MOST_ITEMS), (MATERIALS, MOST_MATERIALS)))
        book.close()
    except FileUnreadable:
        raise
    except Exception as error:  # a foreign file makes the reader stumble in ways that it has no one name for
        raise FileUnreadable("不是有效的 .xlsx 文件") from error
    return replace(items, spoilt=merged.get(ITEMS, {})), replace(materials, spoilt=merged.get(MATERIALS, {}))


def _read_sheet(book: Any, name: str, most: int) -> Table:
    if name not in book.sheetnames:
        raise FileUnreadable(f"没有名为“{name}”的工作表")
    rows: list[tuple[int, list[str]]] = []
    unreadable: dict[tuple[int, int], str] = {}
    furthest = 2 * most
    # An extent of our own: what the file says of its own need not be true.
    for row, cells in enumerate(book[name].iter_rows(max_row=furthest, max_col=MOST_COLUMNS), 1):
        unreadable |= {
            (row, at): _NOT_TEXT[cell.data_type] for at, cell in enumerate(cells) if cell.data_type in _NOT_TEXT
        }
        texts = [_text(cell.value) for cell in cells]
        if any(texts):
            rows.append((row, texts))
        if len(rows) > most + 1 or row == furthest:
            raise FileUnreadable(f"“{name}”最多 {most} 行")
    return Table(name, rows, unreadable)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _merged(archive: ZipFile) -> Iterator[tuple[str, dict[int, str]]]:
    """Rows with merged cells, by sheet: only the first cell of those has a value, the others would read as empty."""
    for name, part in _parts_of_sheets(archive):
        found = _MERGED.findall(read_part(archive, part))
        yield name, {int(row): f"有合并单元格 {where.decode()}，请取消合并" for where, row in found}


def _parts_of_sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    try:
        relations = ElementTree.fromstring(read_part(archive, "xl/_rels/workbook.xml.rels"))
        targets = {each.get("Id"): each.get("Target", "") for each in relations}
        sheets = ElementTree.fromstring(read_part(archive, "xl/workbook.xml"))
    except ElementTree.ParseError as error:
        raise FileUnreadable("不是有效的 .xlsx 文件") from error
    for element in sheets.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for name, value in element.items() if name.endswith("}id")), None)
            target = targets.get(relation, "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in archive.namelist():
                yield element.get("name", ""), part
