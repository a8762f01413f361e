"""An arrangement as it is handed in: what is wrong with it is named row by row, and a whole year is filled."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from libs.common.calendar.rules import DayKind
from services.intake.calendar.arrangement import Arrangement, from_days, from_file
from services.intake.calendar.schemas import ArrangementBody

pytestmark = pytest.mark.row("N1")


def days(*rows: tuple[str, str], year: int | None = None, **more: Any) -> Arrangement:
    return from_days([{"date": on, "kind": kind, **more} for on, kind in rows], "通知（样例）", year, True)


def test_single_days_are_taken_as_they_are() -> None:
    [one] = days(("2027-01-04", "holiday")).days(3)
    assert (one.date, one.kind, one.source, one.confirmed, one.version) == (
        date(2027, 1, 4), DayKind.HOLIDAY, "通知（样例）", True, 3,
    )  # fmt: skip


def test_a_whole_year_says_what_it_does_not_name() -> None:
    year = {day.date: day for day in days(("2026-12-31", "holiday"), ("2027-01-04", "holiday"), year=2027).days(1)}
    assert len(year) == 366, "the announcement may reach back into December"
    assert year[date(2027, 1, 4)].kind is DayKind.HOLIDAY
    assert year[date(2027, 1, 2)].kind is DayKind.WEEKEND and year[date(2027, 10, 1)].kind is DayKind.WORKDAY
    assert all(day.confirmed and day.version == 1 for day in year.values())


@pytest.mark.parametrize(
    ("rows", "year", "column", "code"),
    [
        ([("2028-01-04", "holiday")], 2027, "date", "calendar.invalid_day"),
        ([("2026-11-30", "holiday")], 2027, "date", "calendar.invalid_day"),
        ([("2027-01-04", "weekend")], None, "kind", "calendar.invalid_day"),
        ([("2027-01-05", "holiday"), ("2027-01-05", "holiday")], None, "date", "duplicate"),
        ([("2027-01-05", "holiday"), ("2027-01-05", "workday")], None, "date", "contradiction"),
        ([], 2027, "", "empty"),
    ],
)
def test_what_is_wrong_is_named(rows: list[tuple[str, str]], year: int | None, column: str, code: str) -> None:
    [error] = days(*rows, year=year).errors
    assert (error.line, error.column, error.code) == (len(rows), column, code)


def test_two_rows_that_contradict_each_other_are_told_in_words() -> None:
    [error] = days(("2027-01-05", "holiday"), ("2027-01-05", "workday")).errors
    assert error.message == "2027-01-05 与第 1 行矛盾：一处为节假日，一处为工作日"


def test_what_the_state_announced_is_not_made_provisional_again() -> None:
    [error] = days(("2026-10-08", "holiday"), confirmed=False).errors
    assert error.message == "2026-10-08 的安排早已公布，不能改回暂定"
    assert days(("2027-10-08", "holiday"), confirmed=False).errors == ()


def body(**given: Any) -> Any:
    return ArrangementBody().load({"source": "通知（样例）", **given})


def test_a_body_holds_a_file_or_days() -> None:
    sheet = base64.b64encode("日期,类别\n2027-01-04,节假日\n".encode("gb18030")).decode()
    [from_sheet] = body(sheet=sheet)["arrangement"].days(1)
    [from_body] = body(days=[{"date": "2027-01-04", "kind": "holiday"}])["arrangement"].days(1)
    assert from_sheet == from_body
    assert not body(sheet=sheet, confirmed=False)["arrangement"].days(1)[0].confirmed
    for wrong in ({}, {"sheet": sheet, "days": []}, {"sheet": "不是"}):
        with pytest.raises(ValidationError) as refused:
            body(**wrong)
        assert list(refused.value.messages_dict) == ["sheet"]


def test_a_file_that_is_none_is_an_error_of_the_file() -> None:
    [error] = from_file(b"PK\x03\x04 no workbook", "通知", None, True).errors
    assert (error.line, error.code) == (0, "excel")
