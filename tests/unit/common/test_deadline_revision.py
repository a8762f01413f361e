"""A published calendar moves open deadlines, and tells which and why."""

import pytest

from libs.common.calendar.merging import fill_year, revise
from libs.common.calendar.rules import CalendarDay, DayKind
from libs.common.deadlines import Unit, moved
from tests.unit.common.ledgers import calendar, day, paused, resumed, started

pytestmark = pytest.mark.row("N1", "N2")


def _announced() -> list[CalendarDay]:
    """Synthetic: no arrangement for 2027 has been published."""
    named = [
        CalendarDay(day("2027-01-01"), DayKind.HOLIDAY, "元旦", "样例", version=1),
        CalendarDay(day("2027-01-04"), DayKind.HOLIDAY, "元旦", "样例", version=1),
        CalendarDay(day("2027-01-09"), DayKind.MAKEUP, "元旦", "样例", version=1),
    ]
    return list(fill_year(2027, named, source="样例", version=1))


def test_confirming_a_year_lists_what_moved_and_why() -> None:
    new = revise(calendar(), _announced())
    found = moved(
        {
            "a moved": [started("2026-12-28", 5)],
            "b confirmed": [started("2026-12-28", 9)],
            "c untouched": [started("2026-12-21", 5)],
            "d calendar days": [started("2026-12-01", 60, Unit.CALENDAR)],
            "e rolls": [started("2026-12-05", 30, Unit.CALENDAR, rolls=True)],
            "f paused": [started("2026-12-28", 9), paused("2027-01-06")],
            "g waited elsewhere": [started("2026-12-28", 4), paused("2026-12-29"), resumed("2027-02-01")],
        },
        calendar(),
        new,
    )
    assert {move.key: (str(move.before.due), str(move.after.due), move.moved) for move in found} == {
        "a moved": ("2027-01-05", "2027-01-06", True),
        "b confirmed": ("2027-01-11", "2027-01-11", False),
        "e rolls": ("2027-01-04", "2027-01-05", True),
        "f paused": ("None", "None", False),
        "g waited elsewhere": ("2027-02-04", "2027-02-04", False),
    }
    texts = {move.key: move.text for move in found}
    assert texts["a moved"] == "2027年1月5日（暂定） → 2027年1月6日：2027年1月4日由工作日改为节假日（元旦）"
    assert "2027年1月9日由周末改为调休上班（元旦）" in texts["b confirmed"]
    assert texts["f paused"].startswith("暂停，剩余 3 个工作日（暂定） → 暂停，剩余 4 个工作日")
    assert texts["g waited elsewhere"] == "2027年2月4日（暂定） → 2027年2月4日"


def test_a_calendar_without_changes_moves_nothing() -> None:
    assert moved({"a": [started("2026-12-28", 5)]}, calendar(), calendar()) == ()
