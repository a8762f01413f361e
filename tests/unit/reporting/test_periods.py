"""Months from the 26th to the 25th and calendar months."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from services.reporting.periods.rules import (
    CALENDAR_CUT,
    NotADay,
    NotAMonth,
    PeriodBackwards,
    day_period,
    month_period,
    span_period,
)


@pytest.mark.row("G3")
@pytest.mark.parametrize(
    ("month", "cut", "first", "last"),
    [
        ("2026-03", 25, date(2026, 2, 26), date(2026, 3, 25)),
        ("2026-01", 25, date(2025, 12, 26), date(2026, 1, 25)),
        ("2026-02", CALENDAR_CUT, date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", CALENDAR_CUT, date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-03", 30, date(2026, 3, 1), date(2026, 3, 30)),
    ],
)
def test_the_days_of_a_month(month: str, cut: int, first: date, last: date) -> None:
    period = month_period(month, cut)
    assert (period.first, period.last) == (first, last)


@pytest.mark.row("G3")
@pytest.mark.parametrize("cut", range(1, 32))
def test_months_follow_each_other_without_gap_or_overlap(cut: int) -> None:
    months = [month_period(f"{year}-{month:02d}", cut) for year in (2024, 2025, 2026) for month in range(1, 13)]
    for before, after in pairwise(months):
        assert after.first - before.last == timedelta(days=1)
        assert after.day_before == before.last


@pytest.mark.parametrize("text", ["2026-13", "2026-3", "202603", "1999-01", "2026-00", "２０２６-03", ""])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(NotAMonth):
        month_period(text, 25)


@pytest.mark.parametrize("text", ["2026-02-30", "today", "0001-01-01", "20260302", "2026-W10-1", ""])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(NotADay):
        day_period(text)


def test_a_stretch_of_days() -> None:
    assert span_period(date(2026, 3, 2), date(2026, 3, 2)).title == "2026-03-02至2026-03-02"
    with pytest.raises(PeriodBackwards):
        span_period(date(2026, 3, 2), date(2026, 3, 1))
    with pytest.raises(NotADay):
        span_period(date(1, 1, 1), date(2026, 3, 1))
