"""Presence by birth and last will."""

import pytest

from libs.common.events.devices import PRESENCE_CHANGED, TERMINAL_FAULTED
from tests.integration.devices.hall import Hall
from tests.support.waiting import eventually


def changes(hall: Hall, terminal: str) -> list[bool]:
    return [e.data["online"] for e in hall.running.heard(PRESENCE_CHANGED) if e.data["terminal_id"] == terminal]


@pytest.mark.row("D2")
def test_a_terminal_that_vanishes_is_offline_after_the_grace_and_told_once(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-1").hello("kiosk")
    eventually(lambda: changes(hall, "kiosk-1") == [True])
    kiosk.vanish()
    eventually(lambda: changes(hall, "kiosk-1") == [True, False])
    shown = hall.operator().get("/terminals/kiosk-1").json()
    assert (shown["online"], shown["connected"], shown["firmware"]) == (False, False, "test 1")
    hall.terminal("kiosk-1").hello("kiosk")
    eventually(lambda: changes(hall, "kiosk-1") == [True, False, True])


@pytest.mark.row("D2")
def test_the_will_of_an_older_session_says_nothing_of_the_present_one(hall: Hall) -> None:
    first = hall.terminal("kiosk-1").hello("kiosk")
    # The same terminal connects anew: the broker drops the first connection and publishes its will.
    second = hall.terminal("kiosk-1").hello("kiosk")
    eventually(lambda: first.lost)
    second.raw("up/gone", _gone(first.session))
    second.say("heartbeat", {})
    eventually(lambda: (shown := _show(hall))["session"] == second.session and shown["connected"])
    voice = hall.terminal("voice-1").hello("voice")
    voice.vanish()
    eventually(lambda: changes(hall, "voice-1") == [True, False])  # the clock has looked meanwhile
    assert changes(hall, "kiosk-1") == [True]


@pytest.mark.row("D7")
def test_a_fault_is_told_when_it_comes_and_when_it_goes(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-2").hello("kiosk")
    for state in ("raised", "raised", "cleared"):
        kiosk.say("fault", {"code": "paper_out", "state": state, "detail": "纸仓空"})
        if state == "raised":
            hall.running.wait_for(TERMINAL_FAULTED)
            listed = hall.operator().get("/faults", params={"centre": "taozhu"}).json()["items"]
            assert [(row["terminal_id"], row["code"]) for row in listed] == [("kiosk-2", "paper_out")]
    told = hall.running.wait_for(TERMINAL_FAULTED, 2)
    assert [event.data["state"] for event in told] == ["raised", "cleared"]
    assert hall.operator().get("/faults", params={"centre": "taozhu"}).json()["items"] == []


def _show(hall: Hall) -> dict[str, object]:
    shown: dict[str, object] = hall.operator().get("/terminals/kiosk-1").json()
    return shown


def _gone(session: str) -> bytes:
    return (
        f'{{"id": "{session}-again", "session": "{session}", "at": "2026-03-02T00:31:05Z",'
        f' "data": {{"session": "{session}"}}}}'
    ).encode()
