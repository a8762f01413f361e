"""The catalogue as two CSV files in a zip, in the form of ``samples/town``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from services.intake.items.catalogue.columns import ITEM_COLUMNS, MATERIAL_COLUMNS, Column
from services.intake.items.catalogue.content import ItemContent
from services.intake.items.catalogue.tabular import Table, item_rows, material_rows
from services.intake.items.worksheets.archive import read_part
from services.intake.items.worksheets.refusals import FileUnreadable
from services.intake.items.worksheets.rules import MOST_ITEMS, MOST_MATERIALS

ITEMS, MATERIALS = "items.csv", "materials.csv"


def write_pair(contents: Sequence[ItemContent], written_at: datetime) -> bytes:
    """``written_at``: on the hall's wall."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, columns, rows in (
            (ITEMS, ITEM_COLUMNS, item_rows(contents)),
            (MATERIALS, MATERIAL_COLUMNS, material_rows(contents)),
        ):
            entry = ZipInfo(name, written_at.timetuple()[:6])
            archive.writestr(entry, _csv(columns, rows), ZIP_DEFLATED)
    return out.getvalue()


def _csv(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.csv for column in columns])
    writer.writerows(rows)
    # With the mark by which spreadsheets know UTF-8.
    return out.getvalue().encode("utf-8-sig")


def read_pair(archive: ZipFile) -> tuple[Table, Table]:
    """Raises FileUnreadable."""
    return _table(archive, ITEMS, MOST_ITEMS), _table(archive, MATERIALS, MOST_MATERIALS)


def _table(archive: ZipFile, name: str, most: int) -> Table:
    inside = [part for part in archive.namelist() if part.rpartition("/")[2] == name and "__MACOSX" not in part]
    if len(inside) != 1:
        raise FileUnreadable(f"文件中应有一个 {name}")
    text = _decoded(read_part(archive, inside[0]), name)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            if len(rows) > most:
                raise FileUnreadable(f"{name} 最多 {most} 行")
            if any(cells):
                rows.append((row, cells))
    except csv.Error as error:
        raise FileUnreadable(f"{name} 不是有效的 CSV 文件") from error
    return Table(name, rows)


def _decoded(content: bytes, name: str) -> str:
    """As spreadsheets save it: UTF-8, or what Windows in Chinese calls ANSI."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise FileUnreadable(f"{name} 的编码应为 UTF-8 或 GB 18030") from error
