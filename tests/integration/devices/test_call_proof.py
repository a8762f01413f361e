"""A call was seen or heard, or the window knows that it was not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.broker.node import BrokerNode
from libs.common.events import intake
from libs.common.events.devices import CALL_UNDELIVERED
from tests.integration.devices import queue
from tests.integration.devices.hall import Hall, Mqtt, open_hall
from tests.support.waiting import eventually

STEPS = {f"call_{step}_seconds": 0.6 for step in ("proof", "spoken", "again", "elsewhere")}


@pytest.fixture
def hall(broker: BrokerNode, database_url: str, tmp_path: Path) -> Iterator[Hall]:
    with open_hall(broker, database_url, tmp_path, **STEPS) as opened:
        yield opened


def come(hall: Hall, name: str, kind: str) -> Mqtt:
    terminal = hall.terminal(name).hello(kind)
    eventually(lambda: hall.operator().get(f"/terminals/{name}").json()["connected"])
    return terminal


def shown(hall: Hall, call_id: str) -> dict[str, Any]:
    listed = hall.operator().get("/calls", params={"centre": "taozhu"}).json()["items"]
    return next((row for row in listed if row["id"] == call_id), {})


def state(hall: Hall, call_id: str) -> str:
    found: str = shown(hall, call_id).get("state", "")
    return found


def alarms(hall: Hall) -> list[tuple[str, str | None]]:
    return [(e.data["state"], e.data["reason"]) for e in hall.running.heard(CALL_UNDELIVERED)]


def undelivered(caller: Mqtt) -> str | None:
    states = caller.got("window-state")
    return states[-1]["data"].get("undelivered") if states else None


@pytest.mark.row("N8")
def test_an_answer_of_the_screen_proves_the_call_and_nothing_more_is_sent(hall: Hall) -> None:
    screen, display = come(hall, "screen-3", "window_screen"), come(hall, "display-1", "queue_display")
    call_id = queue.call(hall, "t-1", "C012", 3)
    screen.answer(screen.wait("call")[0]["id"])
    eventually(lambda: state(hall, call_id) == "delivered")
    assert shown(hall, call_id)["delivered_by"] == "screen-3"
    queue.finish(hall, "t-1", "C012", 3)
    other = queue.call(hall, "t-2", "C013", 3)
    screen.wait("call", 2)
    queue.serve(hall, "t-2", "C013", 3)
    eventually(lambda: state(hall, other) == "closed")
    assert len(screen.got("call")) == 2 and display.got("call") == []
    assert alarms(hall) == []


@pytest.mark.row("N8")
def test_a_dark_screen_and_a_silent_voice_send_the_call_to_the_hall_display(hall: Hall) -> None:
    screen, voice = come(hall, "screen-3", "window_screen"), come(hall, "voice-1", "voice")
    display, caller = come(hall, "display-1", "queue_display"), come(hall, "caller-3", "caller")
    call_id = queue.call(hall, "t-1", "C012", 3)
    first = screen.wait("call")[0]
    screen.answer(first["id"], "failed")
    again = screen.wait("call", 2)[1]
    assert again["id"] != first["id"] and again["data"] == first["data"]
    assert len(voice.wait("announce", 2)) == 2
    elsewhere = display.wait("call")[0]
    assert elsewhere["data"]["call_id"] == call_id and elsewhere["expires"] == first["expires"]
    display.answer(elsewhere["id"])
    eventually(lambda: state(hall, call_id) == "delivered")
    assert alarms(hall) == [] and undelivered(caller) is None


@pytest.mark.row("N8")
def test_what_fails_everywhere_goes_on_at_once(hall: Hall) -> None:
    screen, caller = come(hall, "screen-3", "window_screen"), come(hall, "caller-3", "caller")
    queue.call(hall, "t-1", "C012", 3)
    for number in (1, 2):
        screen.answer(screen.wait("call", number)[number - 1]["id"], "failed")
    eventually(lambda: undelivered(caller) == "C012")
    assert alarms(hall) == [("raised", None)]


@pytest.mark.row("N8")
def test_when_all_are_away_the_window_knows_once_until_the_number_is_called_again(hall: Hall) -> None:
    caller = come(hall, "caller-3", "caller")
    call_id = queue.call(hall, "t-1", "C012", 3)
    eventually(lambda: undelivered(caller) == "C012")
    raised = hall.running.wait_for(CALL_UNDELIVERED)
    assert [(e.data["call_id"], e.data["window"]) for e in raised] == [(call_id, 3)]
    back = hall.terminal("caller-3").hello("caller")
    eventually(lambda: undelivered(back) == "C012")
    opened = hall.operator().get("/calls", params={"centre": "taozhu", "alarm": "open"}).json()["items"]
    assert [row["id"] for row in opened] == [call_id]

    screen = come(hall, "screen-3", "window_screen")
    late = screen.wait("call")[0]
    recall = queue.call(hall, "t-1", "C012", 3, times=2)
    hall.running.wait_for(CALL_UNDELIVERED, 2)
    screen.answer(screen.wait("call", 2)[1]["id"])
    eventually(lambda: state(hall, recall) == "delivered")
    screen.answer(late["id"])
    assert alarms(hall) == [("raised", None), ("cleared", "recalled")]
    eventually(lambda: undelivered(back) is None)


@pytest.mark.row("N8")
def test_an_answer_that_comes_late_clears_the_alarm(hall: Hall) -> None:
    caller = come(hall, "caller-3", "caller")
    call_id = queue.call(hall, "t-1", "C012", 3)
    eventually(lambda: undelivered(caller) == "C012")
    screen = come(hall, "screen-3", "window_screen")
    screen.answer(screen.wait("call")[0]["id"])
    eventually(lambda: undelivered(caller) is None)
    assert state(hall, call_id) == "delivered"
    assert [e.data["reason"] for e in hall.running.wait_for(CALL_UNDELIVERED, 2)] == [None, "delivered"]


@pytest.mark.row("N8")
def test_a_number_passed_over_before_anyone_saw_it_is_an_alarm_and_a_late_call_is_too(hall: Hall) -> None:
    come(hall, "screen-3", "window_screen")
    call_id = queue.call(hall, "t-1", "C012", 3)
    ticket = {
        "ticket_id": "t-1", "number": "C012", "business_class": "C", "window": 3,
        "at": hall.running.db.clock.now(),
    }  # fmt: skip
    hall.running.publish(intake.TICKET_MISSED, "t-1", ticket)
    eventually(lambda: state(hall, call_id) == "alarmed")
    expired = queue.call(hall, "t-2", "D001", 4, seconds=-1)
    eventually(lambda: state(hall, expired) == "alarmed")
    queue.call(hall, "t-3", "C013", 3)
    told = hall.running.wait_for(CALL_UNDELIVERED, 3)
    assert [(e.data["number"], e.data["state"], e.data["reason"]) for e in told] == [
        ("C012", "raised", None), ("D001", "raised", None), ("C012", "cleared", "replaced"),
    ]  # fmt: skip
