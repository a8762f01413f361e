"""Playlists fit a message and a terminal reads them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from libs.terminal.kinds.playlist import playlist_from
from services.devices.signage.rules import BadHours, PlaylistTooLong, check_hours, playlist

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def row(code: str, priority: int = 3, days: int = 5, text: str = "文") -> SimpleNamespace:
    return SimpleNamespace(
        code=code, text=text, priority=priority, from_at=NOW, until_at=NOW + timedelta(days=days), hours="08:00-18:00",
        weekdays=[], seconds=10,
    )


@pytest.mark.row("D10")
def test_an_led_plays_the_most_urgent_of_what_lasts() -> None:
    items = playlist([row("b"), row("a"), row("over", days=-1), row("storm", priority=1)], NOW)
    assert [item["code"] for item in items] == ["storm", "a", "b"]
    read = playlist_from({"revision": 3, "items": items})
    assert [item.code for item in read.running(NOW + timedelta(hours=1))] == ["storm"]


def test_a_list_that_no_message_can_carry_is_refused() -> None:
    with pytest.raises(PlaylistTooLong):
        playlist([row(f"GG-{number}", text="长" * 500) for number in range(11)], NOW)


@pytest.mark.parametrize("hours", ["8:00-18:00", "08:00", "08:00-25:00", "24:00-08:00", "08:00-18:00\n", "08:00-08:00"])
def test_hours_a_terminal_could_not_read_are_refused(hours: str) -> None:
    with pytest.raises(BadHours):
        check_hours(hours)
    assert check_hours("22:00-06:00") and check_hours("00:00-24:00")
