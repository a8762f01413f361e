"""The calendar as CSV: there and back, and every wrong row named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.calendar.merging import calendar_of, fill_year, revise
from libs.common.calendar.rules import DayKind
from libs.common.calendar.seed import seed_rows
from libs.common.calendar.sheet import Usual, read_days, write_days
from tests.unit.common.ledgers import calendar, day, unhurried

pytestmark = pytest.mark.row("N1")

# Synthetic: no arrangement for 2027 has been announced.
ANNOUNCED = """日期,类别,名称,来源,已确认
2027-01-01,节假日,元旦,放假安排（样例）,是
2027/2/6,节假日,春节,放假安排（样例）,是
2027-02-20,调休上班,春节,放假安排（样例）,是
"""


def test_there_and_back() -> None:
    rows = seed_rows(range(2025, 2027), version=4)
    sheet = read_days(write_days(rows), Usual(4))
    assert sheet.errors == ()
    assert sheet.days == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_sheet_of_any_usual_encoding_confirms_a_year(encoding: str) -> None:
    sheet = read_days(ANNOUNCED.encode(encoding), Usual(1))
    assert sheet.errors == ()
    rows = fill_year(2027, sheet.days, source="放假安排（样例）", version=1)
    confirmed = revise(calendar(), rows)
    assert confirmed.is_confirmed(2027)
    assert confirmed.is_working(day("2027-02-20"))
    assert confirmed.kind(day("2027-02-06")) is DayKind.HOLIDAY
    assert confirmed.kind(day("2027-10-01")) is DayKind.WORKDAY, "the announcement, not the guess, decides"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("2027-02-30,holiday,,,true", "date", "date"),
        ("27-2-3,holiday,,,true", "date", "date"),
        ("2027-02-08,延时服务,,,true", "kind", "kind"),
        ("2027-02-08,makeup,,,true", "kind", "calendar.invalid_day"),
        ("2027-02-08,holiday,,,maybe", "confirmed", "confirmed"),
        ("2027-02-08,holiday,=1+1,,true", "name", "text"),
        (f"2027-02-08,holiday,{'长' * 101},,true", "name", "too_long"),
        ("2027-02-01,holiday,,,true", "date", "duplicate"),
        ("2027-02-08", "kind", "kind"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_read(row: str, column: str, code: str) -> None:
    sheet = read_days(f"date,kind,name,source,confirmed\n2027-02-01,holiday,,,true\n\n{row}\n", Usual(1))
    assert [(error.line, error.column, error.code) for error in sheet.errors] == [(4, column, code)]
    assert [found.date for found in sheet.days] == [date(2027, 2, 1)]


def test_extended_service_is_told_why_it_is_not_taken() -> None:
    [error] = read_days("date,kind\n2027-02-13,延时服务\n", Usual(1)).errors
    assert "不是工作日" in error.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "missing_column"),
        ("日期\n2027-01-01\n", "missing_column"),
        (b"\xff\xff\xff", "encoding"),
        ('date,kind\n"2027-01-01,holiday', "csv"),
        ("date,kind\n" + "\n" * 10_001, "too_many_rows"),
    ],
)
def test_a_wrong_file_is_named(content: bytes | str, code: str) -> None:
    sheet = read_days(content, Usual(1))
    assert sheet.days == ()
    assert code in {error.code for error in sheet.errors}


@unhurried
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"date,kind,name\n{text}"))
def test_no_content_raises(content: bytes | str) -> None:
    sheet = read_days(content, Usual(1))
    assert calendar_of(sheet.days).version in (0, 1)


def test_an_empty_confirmed_means_no() -> None:
    [found] = read_days("date,kind\n2027-01-01,holiday\n", Usual(1)).days
    assert not found.confirmed
