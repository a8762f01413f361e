"""Presence and counts, decided message by message."""

from datetime import UTC, datetime, timedelta

import pytest

from services.devices.presence.rules import NOBODY_LISTENED, Standing, listening_since, lost_since, silence

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
GRACE, SILENCE = timedelta(seconds=90), timedelta(seconds=180)


def born() -> Standing:
    standing = Standing()
    assert standing.hello("s-1", 1, NOW)
    return standing


def lost(standing: Standing, after: float, heard: float = 0, listening: float = 1e6) -> datetime | None:
    said = NOW - timedelta(seconds=heard)
    return lost_since(
        standing, said, said, now=NOW + timedelta(seconds=after), grace=GRACE,
        real_now=NOW, listening=NOW - timedelta(seconds=listening), silence=SILENCE,
    )  # fmt: skip


@pytest.mark.row("D2")
def test_a_second_hello_tells_nothing_new() -> None:
    standing = born()
    assert not standing.hello("s-1", 4, NOW) and not standing.hello("s-2", 1, NOW)
    assert standing.session == "s-2" and standing.last_seq == 1


@pytest.mark.row("D2")
def test_a_will_counts_for_its_own_session_and_once() -> None:
    standing = born()
    standing.hello("s-2", 1, NOW)
    assert not standing.gone("s-1", NOW) and standing.connected
    assert standing.gone("s-2", NOW) and not standing.gone("s-2", NOW + timedelta(seconds=9))
    assert standing.left_at == NOW


@pytest.mark.row("D2")
def test_lost_after_the_grace_or_after_long_silence() -> None:
    standing = born()
    assert lost(standing, 1000) is None
    assert lost(standing, 0, heard=181) == NOW - timedelta(seconds=181), "since its last word"
    standing.gone("s-1", NOW)
    assert lost(standing, 89) is None and lost(standing, 90) == NOW
    standing.hello("s-2", 1, NOW)
    assert lost(standing, 1000) is None and standing.online
    assert lost(Standing(), 1000, heard=1000) is None


@pytest.mark.row("D5")
def test_a_gap_is_asked_about_once_until_hello() -> None:
    standing = born()
    assert not standing.counted("s-1", 2) and not standing.counted("s-1", 2)
    assert standing.counted("s-1", 5) and not standing.counted("s-1", 9)
    standing.hello("s-1", 10, NOW)
    assert not standing.counted("s-1", 11) and standing.counted("s-1", 13)


def test_a_session_that_was_never_announced_is_asked_about() -> None:
    standing = born()
    assert standing.counted("s-9", 3) and not standing.counted("s-9", 4)


def test_a_terminal_with_slow_heartbeats_may_be_silent_longer() -> None:
    assert silence(30, {}) == timedelta(seconds=90)
    assert silence(30, {"heartbeat_seconds": 600}) == timedelta(seconds=1800)
    assert silence(30, {"heartbeat_seconds": "soon"}) == timedelta(seconds=90)


@pytest.mark.row("D2")
def test_nobody_is_silent_while_nobody_listens() -> None:
    standing = born()
    assert lost(standing, 0, heard=3600, listening=179) is None and lost(standing, 0, heard=3600, listening=180)
    began, look = NOW - timedelta(hours=1), NOW - timedelta(seconds=2)
    assert listening_since(None, None, NOW) == NOW
    assert listening_since(began, look, NOW) == began
    assert listening_since(began, NOW - NOBODY_LISTENED - timedelta(seconds=1), NOW) == NOW
