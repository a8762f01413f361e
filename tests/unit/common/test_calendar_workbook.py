"""The calendar as an Excel workbook: as the same CSV would be read, and foreign files do no harm."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from libs.common.calendar.rules import CalendarDay, DayKind
from libs.common.calendar.sheet import MAX_ROWS, Usual, write_days
from libs.common.calendar.workbook import MAX_UNPACKED, read_file
from tests.unit.common.ledgers import day

pytestmark = pytest.mark.row("N1")
HEADING = ("日期", "类别", "名称", "来源", "已确认")


def workbook(*rows: Sequence[Any], heading: Sequence[Any] = HEADING) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (heading, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_of_any_type_are_read_as_their_csv() -> None:
    content = workbook(
        (datetime(2027, 1, 1), "节假日", "元旦", "样例", "是"),
        (date(2027, 1, 9), "makeup", "元旦", "样例", True),
        ("2027/2/6", "节假日", "春节", "样例", 1),
        (None, None, None, None, None),
        ("2027-02-07", "节假日", "春节", None, None),
    )
    sheet = read_file(content, Usual(3, "通知", True))
    assert sheet.errors == ()
    assert sheet.days == (
        CalendarDay(day("2027-01-01"), DayKind.HOLIDAY, "元旦", "样例", True, 3),
        CalendarDay(day("2027-01-09"), DayKind.MAKEUP, "元旦", "样例", True, 3),
        CalendarDay(day("2027-02-06"), DayKind.HOLIDAY, "春节", "样例", True, 3),
        CalendarDay(day("2027-02-07"), DayKind.HOLIDAY, "春节", "通知", True, 3),
    )
    assert read_file(write_days(sheet.days).encode(), Usual(3)) == sheet


def test_a_wrong_cell_is_named_by_its_line() -> None:
    content = workbook((date(2027, 1, 1), "节假日", "元旦", "", ""), (date(2027, 1, 4), "调休上班", "", "", ""))
    found = [(error.line, error.column) for error in read_file(content, Usual(1)).errors]
    assert found == [(3, "kind")]


def test_a_formula_is_read_by_its_kept_value_and_never_run() -> None:
    [error] = read_file(workbook(("=TODAY()", "节假日", "", "", "")), Usual(1)).errors
    assert (error.line, error.column) == (2, "date")


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNPACKED + 1))
    return out.getvalue()


def _zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_bomb(), "too_large"),
        (_zipped("mimetype", "application/vnd.oasis"), "excel"),
        (workbook()[:200], "excel"),
        (b"\xd0\xcf\x11\xe0 old", "excel"),
        (b"\xff\xfe\x00\x01", "encoding"),
        (b"", "missing_column"),
        (workbook(heading=("甲", "乙")), "missing_column"),
        (workbook(*[(date(2027, 1, 1), "节假日")] * (MAX_ROWS + 1)), "too_many_rows"),
    ],
    ids=["bomb", "other zip", "torn", "xls", "bytes", "empty", "headings", "rows"],
)
def test_a_foreign_file_is_refused_in_words(content: bytes, code: str) -> None:
    sheet = read_file(content, Usual(1))
    assert sheet.days == ()
    assert sheet.errors[0].code == code and sheet.errors[0].message
