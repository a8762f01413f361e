"""What an agent concludes from a camera's answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.terminal.camera.snapshots import SnapshotFolder, TooLargePicture
from libs.terminal.camera.source import SNAPSHOT_LIMIT, Counters, HttpSource, SourceFailed, Status, Tally
from libs.terminal.camera.watch import Count, CountWatch, Gap, Mark, Patience, StateWatch
from libs.terminal.simulators.camera_source import FAULTS, PICTURE, CameraSource
from libs.terminal.vocabulary import Unseen

START = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def status(frame: int, **changed: Any) -> Status:
    told: dict[str, Any] = {"online": True, "last_frame_at": START, "frame": str(frame), "tampered": False}
    return Status(**{**told, **changed})


@pytest.mark.row("D11")
def test_a_picture_that_stands_is_frozen_and_one_that_moves_is_not() -> None:
    watch = StateWatch(START, Patience())
    assert watch.heard(status(1), at(0)).online
    assert not watch.doubtful(at(5))
    assert watch.heard(status(1), at(20)).online and watch.doubtful(at(20))
    frozen = watch.heard(status(1), at(30))
    assert (frozen.online, frozen.why, frozen.blind) == (False, Unseen.FROZEN, Unseen.FROZEN)
    assert watch.heard(status(2), at(32)).blind is None


@pytest.mark.row("D11")
def test_a_covered_lens_is_tampering_though_the_camera_does_not_say_so() -> None:
    watch = StateWatch(START, Patience())
    seen = [watch.heard(status(second, brightness=3), at(second)).tampered for second in (0, 5, 10, 12)]
    assert seen == [False, False, True, True]
    assert watch.heard(status(99, brightness=120), at(14)).blind is None
    assert watch.heard(status(100, tampered=True), at(16)).blind == Unseen.TAMPERED


@pytest.mark.row("D11")
def test_silence_counts_after_a_while_and_not_at_once() -> None:
    watch = StateWatch(START, Patience())
    watch.heard(status(1), at(0))
    assert [watch.silent(at(second)).why for second in (5, 14, 15)] == [None, None, Unseen.UNREACHABLE]  # type: ignore[union-attr]
    assert watch.heard(status(2, online=False), at(20)).why == Unseen.OFFLINE
    assert StateWatch(START, Patience()).silent(at(1)) is None


def counters(entered: int, left: int = 0, since: datetime = START) -> Counters:
    return Counters(since, START, {"大厅": Tally(entered, left, entered - left)})


@pytest.mark.row("D11")
def test_people_who_passed_while_the_agent_was_away_are_counted() -> None:
    watch = CountWatch()
    assert watch.heard(counters(100), at(0), None) == []
    watch.blinded(Unseen.UNREACHABLE)
    again = CountWatch({zone: Mark.read(mark.kept()) for zone, mark in watch.marks.items()})
    assert again.heard(counters(140, 12), at(3600), None) == [Count("大厅", at(0), at(3600), 40, 12, 128)]


@pytest.mark.row("D11")
def test_what_a_blind_camera_counted_is_a_gap_to_its_end() -> None:
    watch = CountWatch()
    watch.heard(counters(10), at(0), None)
    watch.blinded(Unseen.FROZEN)  # and well again before the next count
    assert watch.heard(counters(15), at(60), None) == [Gap("大厅", at(0), at(60), Unseen.FROZEN)]
    assert watch.heard(counters(18), at(120), None) == [Count("大厅", at(60), at(120), 3, 0, 18)]
    assert watch.heard(counters(2, since=at(130)), at(180), None) == [Gap("大厅", at(120), at(180), Unseen.RESET)]


@given(
    st.lists(
        st.tuples(st.integers(-100, 300), st.integers(0, 5), st.sampled_from([None, None, *Unseen]), st.booleans()),
        max_size=30,
    )
)
def test_periods_cover_the_time_once_and_nobody_is_counted_twice(steps: list[tuple[int, int, Any, bool]]) -> None:
    """Through blindness, reboots of the camera, restarts of the agent, and a clock set back."""
    watch, now, since, total, known = CountWatch(), START, START, 0, 0
    told: list[Count | Gap] = []
    for span, people, blind, reboots in steps:
        now += timedelta(seconds=span)
        total += people
        known += people
        if reboots:
            since, total = since + timedelta(seconds=1), 0
            watch = CountWatch(watch.marks)
        told += watch.heard(Counters(since, now, {"大厅": Tally(total, 0, 0)}), now, blind)
    for before, after in pairwise(told):
        assert before.until == after.begin
    assert all(each.begin < each.until for each in told)
    assert sum(each.entered for each in told if isinstance(each, Count)) <= known


@pytest.mark.row("D11")
def test_whatever_the_source_does_the_answer_comes_in_time_or_fails(tmp_path) -> None:
    with CameraSource() as simulated:
        source = HttpSource(simulated.address, timeout=0.4)
        assert source.status().online and source.snapshot() == PICTURE
        simulated.enter("大厅", 7)
        assert source.counts().zones["大厅"] == Tally(7, 0, 7)
        for fault in ("refuse", "hang", "drip", "garbage"):
            simulated.fault(fault)
            with pytest.raises(SourceFailed):
                source.counts()
        simulated.fault("huge")
        with pytest.raises(SourceFailed):
            source.snapshot()
        with pytest.raises(ValueError):
            simulated.fault("earthquake")
        assert set(FAULTS) >= {"freeze", "cover", "dark", "lost"}
    with pytest.raises(SourceFailed):
        source.status()
    with pytest.raises(ValueError):
        HttpSource("file:///etc/passwd")


def test_the_folder_keeps_the_latest_and_refuses_what_is_too_large(tmp_path) -> None:
    folder = SnapshotFolder(tmp_path / "pictures", "http://nvr.example/p/", kept=2)
    for second in range(3):
        taken = folder.save(PICTURE, at(second))
    names = sorted(each.name for each in (tmp_path / "pictures").iterdir())
    assert len(names) == 2 and taken.ref == f"http://nvr.example/p/{names[-1]}"
    with pytest.raises(TooLargePicture):
        folder.save(b"\0" * (SNAPSHOT_LIMIT + 1), START)
