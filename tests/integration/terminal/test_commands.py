"""Commands: kept, carried out once, answered always."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from libs.terminal.store import Store
from libs.terminal.vocabulary import FaultCode, Kind
from tests.integration.terminal.centre import Centre
from tests.integration.terminal.relay import Relay
from tests.support.waiting import eventually


def call(number: str) -> dict:
    return {"call_id": f"call-{number}", "number": number, "window": "3", "window_name": "3号窗口"}


@pytest.mark.row("D4")
def test_a_repeated_command_is_shown_once_and_answered_each_time(centre: Centre, make, protocol: int) -> None:
    screen = make(Kind.WINDOW_SCREEN, protocol=protocol)
    name = screen.terminal.identity.terminal
    screen.start()
    centre.await_events(name, "hello")
    for _ in range(3):
        centre.send(name, "call", call("A012"), command_id="the-call", expires_in=60)
    assert centre.await_outcome(name, "the-call", 3) == [("done", None)] * 3
    assert [each.number for each in screen.shown] == ["A012"]


@pytest.mark.row("D4", "N8")
def test_an_expired_call_is_answered_and_not_shown(centre: Centre, make) -> None:
    screen = make(Kind.WINDOW_SCREEN)
    name = screen.terminal.identity.terminal
    screen.start()
    centre.await_events(name, "hello")
    late = centre.send(name, "call", call("A011"), expires_in=-0.5)
    good = centre.send(name, "call", call("A012"), expires_in=60)
    assert centre.await_outcome(name, late) == [("expired", None)]
    assert centre.await_outcome(name, good) == [("done", None)]
    assert [each.number for each in screen.shown] == ["A012"]


@pytest.mark.row("D4")
def test_commands_wait_for_a_terminal_that_is_away_and_old_calls_die_waiting(
    centre: Centre, make, relay: Relay, tmp_path: Path
) -> None:
    file = tmp_path / "screen.db"
    screen = make(Kind.WINDOW_SCREEN, "screen-away", port=relay.port, file=file)
    screen.start()
    centre.await_events("screen-away", "hello")
    shown = centre.send("screen-away", "call", call("A001"), expires_in=60)
    centre.await_outcome("screen-away", shown)
    relay.cut()
    centre.await_events("screen-away", "gone")
    again = centre.send("screen-away", "call", call("A001"), command_id=shown, expires_in=60)
    late = centre.send("screen-away", "call", call("A002"), expires_in=0.2)
    state = centre.send(
        "screen-away", "window-state", {"window": "3", "state": "serving", "number": "A003", "waiting": 4}
    )
    called = datetime.now(UTC)
    eventually(lambda: datetime.now(UTC) > called + timedelta(seconds=0.2))
    relay.mend()
    assert centre.await_outcome("screen-away", state) == [("done", None)]
    assert centre.await_outcome("screen-away", late) == [("expired", None)]
    assert centre.await_outcome("screen-away", again, 2) == [("done", None)] * 2
    assert [each.number for each in screen.shown] == ["A001"]
    assert (screen.state.number, screen.state.waiting) == ("A003", 4)


@pytest.mark.row("D4")
def test_a_command_is_remembered_over_a_restart_of_the_terminal(centre: Centre, make, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    first = make(Kind.WINDOW_SCREEN, "screen-kept", file=file)
    first.start()
    centre.await_events("screen-kept", "hello")
    command = centre.send("screen-kept", "call", call("A012"), expires_in=60)
    centre.await_outcome("screen-kept", command)
    first.stop()
    first.terminal._store.close()
    second = make(Kind.WINDOW_SCREEN, "screen-kept", file=file)
    second.start()
    centre.await_events("screen-kept", "hello", 2)
    centre.send("screen-kept", "call", call("A012"), command_id=command, expires_in=60)
    assert centre.await_outcome("screen-kept", command, 2) == [("done", None)] * 2
    assert not second.shown


@pytest.mark.row("D4", "D7")
def test_a_print_cut_off_by_a_crash_is_reported_not_repeated(centre: Centre, make, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.db"
    ticket = {
        "press_id": "p",
        "ticket_id": "t-1",
        "number": "A012",
        "class_name": "社保",
        "ahead": 3,
        "issued_at": "2026-03-02T00:31:05Z",
    }
    body = {"id": "c-1", "at": "2026-03-02T00:31:05Z", "data": ticket}
    crashed = Store(file)  # what a process leaves that dies while the printer runs
    with crashed.transaction() as connection:
        connection.execute(
            "INSERT INTO inbox (terminal, id, command, payload) VALUES (?, ?, ?, ?)",
            ("kiosk-crashed", "c-1", "ticket", json.dumps(body).encode()),
        )
    crashed.close()
    kiosk = make(Kind.KIOSK, "kiosk-crashed", file=file)
    kiosk.start()
    assert centre.await_outcome("kiosk-crashed", "c-1") == [("failed", "interrupted")]
    (printed,) = centre.await_events("kiosk-crashed", "ticket-printed")
    assert printed.data == {"ticket_id": "t-1", "outcome": "failed", "fault": "interrupted"}
    assert not kiosk.tickets


@pytest.mark.row("D7")
def test_an_empty_roll_is_a_fault_and_a_failed_print(centre: Centre, make) -> None:
    kiosk = make(Kind.KIOSK, device={"paper": 1})
    name = kiosk.terminal.identity.terminal
    kiosk.start()
    centre.await_events(name, "hello")
    for number in ("A001", "A002"):
        centre.send(
            name,
            "ticket",
            {
                "press_id": number,
                "ticket_id": f"t-{number}",
                "number": number,
                "class_name": "社保",
                "ahead": 0,
                "issued_at": "2026-03-02T00:31:05Z",
            },
        )
    reports = centre.await_events(name, "ticket-printed", 2)
    assert [each.data["outcome"] for each in reports] == ["printed", "failed"]
    kiosk.load_paper()
    faults = [(each.data["code"], each.data["state"]) for each in centre.await_events(name, "fault", 4)]
    assert faults == [
        ("paper_low", "raised"),
        ("paper_out", "raised"),
        ("paper_out", "cleared"),
        ("paper_low", "cleared"),
    ]
    assert not kiosk.terminal.faults & {FaultCode.PAPER_OUT, FaultCode.PAPER_LOW}


@pytest.mark.row("D4")
def test_what_cannot_be_read_is_dropped_and_the_next_command_works(centre: Centre, make) -> None:
    screen = make(Kind.WINDOW_SCREEN)
    name = screen.terminal.identity.terminal
    screen.start()
    centre.await_events(name, "hello")
    topic = f"hall/{centre.code}/{name}/down/call"
    for payload in (b"", b"not json", b"[" * 9000, b"{}", b"\xff" * 50, b" " * 300_000):
        centre.send_raw(topic, payload)
    unknown = centre.send(name, "dance", {})
    wrong = centre.send(name, "call", {"number": 12}, expires_in=60)
    good = centre.send(name, "call", call("A012"), expires_in=60)
    assert centre.await_outcome(name, unknown) == [("refused", "unknown command")]
    assert centre.await_outcome(name, wrong) == [("refused", "call_id: not a text")]
    assert centre.await_outcome(name, good) == [("done", None)]
    assert len(centre.events(name, "hello")) == 1


@pytest.mark.row("D12")
def test_settings_are_kept_or_refused_as_a_whole(centre: Centre, make, tmp_path: Path) -> None:
    file = tmp_path / "led.db"
    led = make(Kind.LED, "led-set", file=file)
    led.start()
    centre.await_events("led-set", "hello")
    good = centre.send("led-set", "configure", {"settings": {"heartbeat_seconds": 30, "brightness": 5}})
    bad = centre.send("led-set", "configure", {"settings": {"heartbeat_seconds": 0, "brightness": 9}})
    assert centre.await_outcome("led-set", good) == [("done", None)]
    assert centre.await_outcome("led-set", bad)[0][0] == "refused"
    led.stop()
    led.terminal._store.close()
    later = make(Kind.LED, "led-set", file=file)
    assert (later.terminal.settings.get("heartbeat_seconds"), later.terminal.settings.get("brightness")) == (30, 5)


@pytest.mark.row("D3", "D12")
def test_another_heartbeat_interval_holds_at_once(centre: Centre, make) -> None:
    led = make(Kind.LED)
    name = led.terminal.identity.terminal
    led.start()
    centre.await_events(name, "hello")
    command = centre.send(name, "configure", {"settings": {"heartbeat_seconds": 5}})
    assert centre.await_outcome(name, command) == [("done", None)]
    # The interval that was running is a minute.
    centre.await_events(name, "heartbeat", timeout=25)
