"""Settings at three levels reach terminals, and what a terminal has is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.integration.devices.hall import Hall
from tests.integration.devices.test_terminal_library import play
from tests.support.waiting import eventually

CENTRE = {"centre": "taozhu"}


def show(hall: Hall, terminal: str) -> dict[str, Any]:
    found: dict[str, Any] = hall.operator().get(f"/terminals/{terminal}/configuration").json()
    return found


def put(hall: Hall, path: str, body: dict[str, Any]) -> Any:
    answer = hall.operator().request("PUT", path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.row("D1", "D3")
def test_three_levels_are_resolved_told_and_reported(hall: Hall) -> None:
    put(hall, "/profiles/all", {**CENTRE, "settings": {"heartbeat_seconds": 30, "volume": 50}})
    put(hall, "/profiles/loud", {**CENTRE, "settings": {"volume": 90}})
    led = hall.terminal("led-1").hello("led")
    first = led.wait("configure")[0]
    assert first["data"] == {"settings": {"heartbeat_seconds": 30, "volume": 50}, "version": 1}
    waiting = show(hall, "led-1")
    assert (waiting["desired_version"], waiting["reported_version"]) == (1, 0) and waiting["pending_since"]
    led.answer(first["id"])
    eventually(lambda: show(hall, "led-1")["pending_since"] is None)

    put(hall, "/terminals/led-1/profile", {"profile": "loud"})
    put(hall, "/terminals/led-1/settings", {"settings": {"brightness": 7}})
    put(hall, "/profiles/all", {**CENTRE, "settings": {"volume": 50}})
    latest = led.wait("configure", 4)[-1]
    assert latest["data"]["settings"] == {"brightness": 7, "heartbeat_seconds": None, "volume": 90}
    led.answer(latest["id"], "refused")
    eventually(lambda: show(hall, "led-1")["refusal"] == "refused")
    shown = show(hall, "led-1")
    assert shown["settings"] == [
        {"name": "brightness", "value": 7, "origin": "terminal"}, {"name": "volume", "value": 90, "origin": "profile"},
    ]  # fmt: skip
    assert (shown["desired_version"], shown["reported_version"]) == (4, 1) and shown["pending_since"]
    assert show(hall, "led-2")["settings"] == [{"name": "volume", "value": 50, "origin": "all"}]

    led.vanish()
    again = hall.terminal("led-1").hello("led")
    told = again.wait("configure")[0]
    assert told["data"] == latest["data"], "told again until it follows"
    again.answer(told["id"])
    eventually(lambda: show(hall, "led-1")["reported_version"] == 4)
    wrong = hall.operator().request("PUT", "/profiles/all", json={**CENTRE, "settings": {"volume": 500}})
    assert wrong.status_code == 422
    assert hall.operator().request("PUT", "/terminals/led-1/profile", json={"profile": "none"}).status_code == 404


@pytest.mark.row("D3")
def test_a_terminal_of_the_library_says_what_it_has_after_a_restart(hall: Hall, tmp_path: Path) -> None:
    with play(hall, "caller", "caller-1", tmp_path):
        eventually(lambda: show(hall, "caller-1")["reported_version"] == 1)
    put(hall, "/terminals/caller-1/settings", {"settings": {"heartbeat_seconds": 20}})
    assert show(hall, "caller-1")["pending_since"]
    with play(hall, "caller", "caller-1", tmp_path):
        eventually(lambda: show(hall, "caller-1")["reported_version"] == 2)
    before = commands(hall).count("configure")
    (tmp_path / "caller-1").rename(tmp_path / "lost")
    with play(hall, "caller", "caller-1", tmp_path):
        eventually(lambda: commands(hall).count("configure") > before and not show(hall, "caller-1")["pending_since"])


@pytest.mark.row("D13")
def test_the_fleet_is_counted_by_centre_and_kind(hall: Hall) -> None:
    put(hall, "/terminals/led-1/settings", {"settings": {"volume": 5}})
    put(hall, "/terminals/voice-1/settings", {"settings": {"volume": 0}})
    led = hall.terminal("led-2").hello("led")
    led.say("fault", {"code": "screen_dark", "state": "raised"})
    wanted = [
        'bianmin_terminals{centre="taozhu",kind="led",state="approved"} 2.0',
        'bianmin_terminals_online{centre="taozhu",kind="led"} 1.0',
        'bianmin_terminals_online{centre="taozhu",kind="kiosk"} 0.0',
        'bianmin_terminals_pending{centre="taozhu",kind="led"} 1.0',
        'bianmin_announcers_muted{centre="taozhu"} 1.0',
        'bianmin_terminals_faulty{centre="taozhu",code="screen_dark",kind="led"} 1.0',
    ]
    eventually(lambda: set(wanted) <= set(figures(hall)), 15, every=0.5)
    assert not [line for line in figures(hall) if "led-2" in line]


def figures(hall: Hall) -> list[str]:
    return requests.get(f"{hall.running.url}/metrics", timeout=10).text.splitlines()


def commands(hall: Hall) -> list[str]:
    listed = hall.operator().get("/terminals/caller-1/commands", params={"limit": 100}).json()["items"]
    return [row["name"] for row in listed]
