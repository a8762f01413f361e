"""Commands on the wire."""

from datetime import UTC, datetime, timedelta

from libs.common.clock import AcceleratedClock, FixedClock
from libs.terminal.envelope import decode_down
from libs.terminal.vocabulary import OutcomeName
from services.devices.commands.rules import MOVES, OPEN, STATE_AFTER, body, hall_span, topic

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def test_a_terminal_reads_what_we_write() -> None:
    import json

    message = decode_down(json.dumps(body("c-1", NOW, {"a": 1}, NOW + timedelta(seconds=9))).encode())
    assert (message.id, message.at, message.data) == ("c-1", NOW, {"a": 1})
    assert message.expired(NOW + timedelta(seconds=9)) and not message.expired(NOW)
    assert "expires" not in body("c-1", NOW, {}, None)
    assert topic("taozhu", "led-1", "playlist") == "hall.taozhu.led-1.down.playlist"


def test_every_outcome_settles_an_open_command() -> None:
    assert set(STATE_AFTER) == {outcome.value for outcome in OutcomeName}
    assert all(origin <= set(OPEN) for origin, _ in MOVES.values())
    assert not {to for _, to in MOVES.values()} & {"queued"}


def test_real_seconds_are_longer_in_a_hall_that_runs_fast() -> None:
    assert hall_span(FixedClock(), 2) == timedelta(seconds=2)
    assert hall_span(AcceleratedClock(NOW, 0.0, 400), 2) == timedelta(seconds=800)
