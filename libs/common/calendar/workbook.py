"""The calendar as an Excel workbook (.xlsx): its first sheet, read as ``sheet`` reads CSV.

Files come from outside, so everything is bounded.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from libs.common.calendar.sheet import MAX_ROWS, RowError, Sheet, Usual, read_days, read_lines

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MAX_UNPACKED = 4 * 1024 * 1024
MAX_COLUMNS = 50
BROKEN = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError, EOFError)
"""What openpyxl raises for a file that is no workbook."""


def read_file(content: bytes, usual: Usual) -> Sheet:
    """Rows of a file, Excel or CSV by what it holds; otherwise as ``sheet.read_days``."""
    if content.startswith(OLD_EXCEL):
        return _unreadable("excel", "旧版 Excel 文件（.xls），请另存为 .xlsx 或 CSV")
    if not content.startswith(ZIP):
        return read_days(content, usual)
    try:
        if _unpacked(content) > MAX_UNPACKED:
            return _unreadable("too_large", f"解压后不能超过 {MAX_UNPACKED // 1024 // 1024} MB")
        lines = list(_lines(content))
    except BROKEN:
        return _unreadable("excel", "不是有效的 Excel 文件（.xlsx）")
    return read_lines(lines, usual)


def _unpacked(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return sum(part.file_size for part in packed.infolist())


def _lines(content: bytes) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        page = book.worksheets[0]
        # What the file claims of its own size is not to be believed.
        page.reset_dimensions()
        # One more than may be, so that too many is noticed.
        for cells in page.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True):
            yield [_text(cell) for cell in cells]
    except IndexError:
        raise ValueError("no sheet") from None
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unreadable(code: str, message: str) -> Sheet:
    return Sheet((), (RowError(0, "", code, message),))
