"""A steered clock: one time for all who read its file, whatever its speed is changed to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from libs.common import clock as clocks
from libs.common.clock import STEERING_LOOK, STEERING_NOTICE, SteeredClock, clock_from

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


class Wall:
    """The system's time in the hands of the test."""

    def __init__(self) -> None:
        self.now = 1_772_411_400.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clocks, "time", wall)
    return wall


def test_every_reader_changes_its_speed_at_the_same_instant(wall: Wall, tmp_path: Path) -> None:
    steered = SteeredClock.begin(tmp_path / "clock", MORNING, 1.0)
    reader = clock_from(str(steered))
    wall.now += 10
    steered.steer(400.0)
    wall.now += STEERING_NOTICE / 2
    assert reader.now() == steered.now() == MORNING + timedelta(seconds=10 + STEERING_NOTICE / 2)
    wall.now += STEERING_NOTICE / 2 + 1
    begun = MORNING + timedelta(seconds=10 + STEERING_NOTICE)
    assert abs(steered.now() - begun - timedelta(seconds=400)) < timedelta(milliseconds=1)
    assert reader.now() == steered.now() == clock_from(str(steered)).now()
    assert reader.real_seconds(800) == 2.0


def test_a_steered_clock_never_goes_back(wall: Wall, tmp_path: Path) -> None:
    steered = SteeredClock.begin(tmp_path / "clock", MORNING, 1.0)
    seen = []
    for speed in (460.0, 130.0, 299.5, 1.0):
        steered.steer(speed)
        for _ in range(12):
            wall.now += STEERING_LOOK
            seen.append(steered.now())
    assert seen == sorted(set(seen))


def test_every_reader_leaps_at_the_same_instant(wall: Wall, tmp_path: Path) -> None:
    steered = SteeredClock.begin(tmp_path / "clock", MORNING, 2.0)
    reader = clock_from(str(steered))
    wall.now += 10
    steered.leap(MORNING + timedelta(days=5))
    wall.now += STEERING_NOTICE / 2
    assert reader.now() == steered.now() == MORNING + timedelta(seconds=2 * (10 + STEERING_NOTICE / 2))
    wall.now += STEERING_NOTICE / 2 + 3
    assert abs(steered.now() - MORNING - timedelta(days=5, seconds=6)) < timedelta(milliseconds=1)
    assert reader.now() == steered.now()
    assert reader.speed == 2.0  # type: ignore[attr-defined]


def test_a_leap_back_is_refused(wall: Wall, tmp_path: Path) -> None:
    steered = SteeredClock.begin(tmp_path / "clock", MORNING, 2.0)
    wall.now += 10
    with pytest.raises(ValueError, match="does not go back"):
        steered.leap(MORNING + timedelta(seconds=20))
    assert steered.now() == MORNING + timedelta(seconds=20)


def test_half_a_line_is_not_read(wall: Wall, tmp_path: Path) -> None:
    steered = SteeredClock.begin(tmp_path / "clock", MORNING, 2.0)
    with (tmp_path / "clock").open("a") as file:
        file.write("2026-03-02T00:31:00+00:00@17724")
    wall.now += 5
    assert steered.now() == MORNING + timedelta(seconds=10)


@pytest.mark.parametrize("text", ["", "tomorrow\n"])
def test_a_file_without_a_clock_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "clock").write_text(text)
    with pytest.raises(ValueError, match="not a clock"):
        clock_from(f"file:{tmp_path / 'clock'}")
    with pytest.raises(ValueError, match="not a clock"):
        clock_from(f"file:{tmp_path / 'none'}")
