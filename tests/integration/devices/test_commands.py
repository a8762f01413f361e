"""Commands outlive sleeping terminals, and calls do not."""

import pytest

from libs.common.events.devices import COMMAND_SETTLED
from tests.integration.devices import queue
from tests.integration.devices.hall import Hall
from tests.support.waiting import eventually


def states(hall: Hall, terminal: str) -> dict[str, str]:
    listed = hall.operator().get(f"/terminals/{terminal}/commands").json()["items"]
    return {row["name"]: row["state"] for row in listed}


@pytest.mark.row("D4", "D12")
def test_a_command_waits_for_its_terminal_and_is_settled_by_its_answer(hall: Hall) -> None:
    assert hall.operator().post("/terminals/led-1/restart").status_code == 204
    wanted = {"settings": {"heartbeat_seconds": 20}}
    assert hall.operator().request("PUT", "/terminals/led-1/settings", json=wanted).status_code == 200
    assert states(hall, "led-1") == {"restart": "queued"}, "settings are told when it comes"
    led = hall.terminal("led-1").hello("led")
    restart, configure = led.wait("restart")[0], led.wait("configure")[0]
    assert configure["data"] == {**wanted, "version": 1}
    led.answer(restart["id"])
    led.answer(configure["id"], "refused")
    led.answer(restart["id"], "failed")
    told = hall.running.wait_for(COMMAND_SETTLED, 2)
    assert {(e.data["command"], e.data["outcome"]) for e in told} == {("restart", "done"), ("configure", "refused")}
    assert states(hall, "led-1")["restart"] == "done" and states(hall, "led-1")["configure"] == "failed"


def test_an_answer_to_another_terminals_command_changes_nothing(hall: Hall) -> None:
    hall.operator().post("/terminals/led-1/restart")
    led = hall.terminal("led-1").hello("led")
    restart = led.wait("restart")[0]
    thief = hall.terminal("led-2").hello("led")
    thief.answer(restart["id"], "failed")
    led.answer(restart["id"])
    (told,) = hall.running.wait_for(COMMAND_SETTLED)
    assert (told.data["terminal_id"], told.data["outcome"]) == ("led-1", "done")


@pytest.mark.row("D4", "D8", "D9")
def test_a_call_that_expired_never_reaches_a_screen_that_slept(hall: Hall) -> None:
    screen = hall.terminal("screen-3", clean=False).hello("window_screen")
    screen.wait("window-state")
    screen.vanish()
    queue.call(hall, "t-1", "C001", 3, seconds=1.5)
    eventually(lambda: states(hall, "screen-3").get("call") == "expired", 15)
    back = hall.terminal("screen-3", clean=False).hello("window_screen")
    latest = back.wait("window-state")
    assert eventually(lambda: back.got("window-state"))[-1]["data"]["number"] == "C001" and latest
    assert back.got("call") == []
    outcomes = [e.data["outcome"] for e in hall.running.heard(COMMAND_SETTLED) if e.data["command"] == "call"]
    assert outcomes == ["expired"]


@pytest.mark.row("D4")
def test_a_call_still_good_waits_for_the_screen(hall: Hall) -> None:
    queue.call(hall, "t-2", "C002", 3, seconds=60)
    eventually(lambda: states(hall, "screen-3").get("call") == "queued")
    screen = hall.terminal("screen-3").hello("window_screen")
    assert screen.wait("call")[0]["data"]["number"] == "C002"
