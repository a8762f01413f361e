"""Commands outlive sleeping terminals, and calls do not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from libs.common.events.devices import COMMAND_SETTLED
from services.devices.commands.tables import Command
from tests.integration.devices import queue
from tests.integration.devices.hall import Hall
from tests.support.waiting import eventually


def restart(hall: Hall, terminal: str, **query: int) -> dict[str, Any]:
    answer = hall.operator().post(f"/terminals/{terminal}/restart", params=query)
    assert answer.status_code == 202, answer.text
    given: dict[str, Any] = answer.json()
    return given


def shown(hall: Hall, terminal: str, command_id: str) -> dict[str, Any]:
    listed = hall.operator().get(f"/terminals/{terminal}/commands").json()["items"]
    found: dict[str, Any] = next(row for row in listed if row["id"] == command_id)
    return found


def states(hall: Hall, terminal: str) -> dict[str, str]:
    listed = hall.operator().get(f"/terminals/{terminal}/commands").json()["items"]
    return {row["name"]: row["state"] for row in listed}


@pytest.mark.row("D4", "D12")
def test_a_command_waits_for_its_terminal_and_is_settled_by_its_answer(hall: Hall) -> None:
    assert hall.operator().post("/terminals/led-1/restart").status_code == 202
    wanted = {"settings": {"heartbeat_seconds": 20}}
    assert hall.operator().request("PUT", "/terminals/led-1/settings", json=wanted).status_code == 200
    assert states(hall, "led-1") == {"restart": "queued"}, "settings are told when it comes"
    led = hall.terminal("led-1").hello("led")
    asked, configure = led.wait("restart")[0], led.wait("configure")[0]
    assert configure["data"] == {**wanted, "version": 1}
    led.answer(asked["id"])
    led.answer(configure["id"], "refused")
    led.answer(asked["id"], "failed")
    told = hall.running.wait_for(COMMAND_SETTLED, 2)
    assert {(e.data["command"], e.data["outcome"]) for e in told} == {("restart", "done"), ("configure", "refused")}
    assert states(hall, "led-1")["restart"] == "done" and states(hall, "led-1")["configure"] == "failed"


def test_an_answer_to_another_terminals_command_changes_nothing(hall: Hall) -> None:
    restart(hall, "led-1")
    led = hall.terminal("led-1").hello("led")
    asked = led.wait("restart")[0]
    thief = hall.terminal("led-2").hello("led")
    thief.answer(asked["id"], "failed")
    led.answer(asked["id"])
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


@pytest.mark.row("D4", "D12")
def test_a_command_can_be_taken_back_until_it_has_an_outcome(hall: Hall) -> None:
    operator = hall.operator()
    first, second = restart(hall, "led-1"), restart(hall, "led-1", ttl_seconds=60)
    path = f"/terminals/led-1/commands/{first['id']}/cancel"
    assert operator.post(path).json()["state"] == "cancelled"
    assert operator.post(path).json()["code"] == "command_settled"
    led = hall.terminal("led-1").hello("led")
    assert [each["id"] for each in led.wait("restart")] == [second["id"]], "what was taken back is never sent"
    # Taken back when it was on its way: that it was carried out all the same is not hidden.
    assert operator.post(f"/terminals/led-1/commands/{second['id']}/cancel").status_code == 200
    led.answer(second["id"])
    eventually(lambda: shown(hall, "led-1", second["id"])["outcome"] == "done")
    assert shown(hall, "led-1", second["id"])["state"] == "cancelled"
    assert hall.running.heard(COMMAND_SETTLED) == []
    assert operator.post(f"/terminals/led-2/commands/{second['id']}/cancel").status_code == 404
    assert operator.post("/terminals/led-1/restart", params={"ttl_seconds": 5}).status_code == 422


@pytest.mark.row("D4")
def test_what_is_not_answered_is_sent_again_and_of_states_only_the_newest(hall: Hall) -> None:
    screen = hall.terminal("screen-3").hello("window_screen")
    screen.wait("window-state")
    given = restart(hall, "screen-3")
    queue.call(hall, "t-1", "C001", 3)
    calling = screen.wait("window-state", 2)[1]
    queue.serve(hall, "t-1", "C001", 3)
    serving = screen.wait("window-state", 3)[2]
    assert (calling["data"]["state"], serving["data"]["state"]) == ("calling", "serving")
    screen.wait("restart")
    for attempts in (2, 3):
        before = len(screen.got("window-state"))
        with hall.running.db.transaction() as tx:
            due = update(Command).where(Command.terminal_id == "screen-3", Command.state == "sent")
            tx.session.execute(due.values(again_at=datetime.now(UTC)))
        assert [each["id"] for each in screen.wait("restart", attempts)] == [given["id"]] * attempts
        eventually(lambda before=before: len(screen.got("window-state")) > before)  # type: ignore[misc]
        assert {each["id"] for each in screen.got("window-state")[3:]} == {serving["id"]}
    assert shown(hall, "screen-3", given["id"])["attempts"] == 3
    screen.answer(given["id"])
    eventually(lambda: shown(hall, "screen-3", given["id"])["state"] == "done")
    with hall.running.db.reading() as tx:
        assert tx.session.get(Command, given["id"]).again_at is None  # type: ignore[union-attr]
