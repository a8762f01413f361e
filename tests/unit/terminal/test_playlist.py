"""What an LED board plays when."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.terminal.commands import BadCommand
from libs.terminal.kinds.playlist import playlist_from
from libs.terminal.kinds.schedule import Schedule


def at(text: str) -> datetime:
    """Hall time (UTC+8) on the sample day."""
    return datetime.fromisoformat(f"2026-03-02T{text}:00+08:00").astimezone(UTC)


def playlist(*items: dict):
    return playlist_from({"revision": 1, "items": [{"text": "通知", "priority": 3, **item} for item in items]})


@pytest.mark.row("D10")
def test_day_parts_are_the_halls_time() -> None:
    day = playlist({"code": "GG-001", "hours": "08:00-18:00"}, {"code": "GG-010", "hours": "00:00-24:00"})
    codes = {text: [item.code for item in day.running(at(text))] for text in ("07:59", "08:00", "17:59", "18:00")}
    assert codes == {
        "07:59": ["GG-010"],
        "08:00": ["GG-001", "GG-010"],
        "17:59": ["GG-001", "GG-010"],
        "18:00": ["GG-010"],
    }


def test_hours_over_midnight() -> None:
    night = playlist({"code": "N", "hours": "22:00-06:00"})
    assert [bool(night.running(at(text))) for text in ("21:59", "22:00", "03:00", "06:00")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.row("D10")
def test_an_emergency_silences_the_rest_while_it_runs() -> None:
    storm = playlist(
        {"code": "GG-001", "priority": 3},
        {"code": "GG-014", "priority": 1, "from": "2026-03-02T02:00:00Z", "until": "2026-03-02T03:00:00Z"},
    )
    assert [item.code for item in storm.running(at("10:30"))] == ["GG-014"]
    assert [item.code for item in storm.running(at("11:00"))] == ["GG-001"]


@pytest.mark.row("D10")
def test_plays_are_counted_turn_by_turn() -> None:
    day = playlist({"code": "A", "hours": "08:00-09:00"}, {"code": "B"})
    plays = Schedule(day.items).plays(at("08:30"), at("08:30") + timedelta(hours=1))
    assert plays == {"A": 90, "B": 90 + 180}


@pytest.mark.parametrize(
    "item",
    [
        {"code": 1},
        {"code": "A", "hours": "8-18"},
        {"code": "A", "hours": "08:00-25:00"},
        {"code": "A", "from": "tomorrow"},
        {"code": "A", "priority": "high"},
        {"code": "A", "weekdays": [0]},
        {"code": "A", "seconds": 1},
    ],
)
def test_broken_items_are_named(item: dict) -> None:
    with pytest.raises(BadCommand):
        playlist(item)
