"""The whereabouts board (去向牌): snapshot and revision, delta, resync; staff only, and not for the world."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from libs.common.actor import Role
from libs.common.events.envelope import Envelope
from libs.common.events.intake import WHEREABOUTS_CHANGED
from libs.terminal.connection import Link
from libs.terminal.simulators.fleet import Fleet
from libs.terminal.simulators.queue_display import QueueDisplaySimulator
from libs.terminal.vocabulary import Kind
from services.devices.boards.whereabouts import follow_whereabouts
from tests.integration.devices import queue
from tests.integration.devices.hall import CENTRE, Hall
from tests.support.waiting import eventually

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def tell(hall: Hall, slot: int, state: str = "at_post", *, listed: bool = True, **more: Any) -> None:
    data: dict[str, Any] = {"slot": slot, "staff_id": f"s-{slot}", "listed": listed, "at": AT}
    if listed:
        data |= {"name": f"窗口员0{slot}", "post": "综合窗口", "phone": f"0576-8555010{slot}", "state": state, **more}
    blank = dict.fromkeys(WHEREABOUTS_CHANGED.schema.fields)
    hall.running.publish(WHEREABOUTS_CHANGED, f"whereabouts-{CENTRE}-{slot}", {**blank, **data})


def board(hall: Hall) -> dict[str, Any]:
    found: dict[str, Any] = hall.operator().get("/boards/whereabouts", params={"centre": CENTRE}).json()
    return found


@pytest.mark.row("S5.3", "D9")
def test_a_whereabouts_board_follows_and_catches_up(hall: Hall) -> None:
    fleet = Fleet(Link("127.0.0.1", hall.broker.mqtt_port, "", ""), ":memory:")
    shown: QueueDisplaySimulator = fleet.add(
        Kind.QUEUE_DISPLAY, CENTRE, "display-1", hall.secrets["display-1"], boards=("whereabouts",)
    )  # fmt: skip
    said: list[str] = []
    shown.say = said.append
    tell(hall, 1)
    eventually(lambda: board(hall)["revision"] == 1)
    try:
        fleet.start()
        eventually(lambda: shown.boards.get("whereabouts", (0, {}))[0] == 1)
        tell(hall, 3, "away", reason="village", place="北塘村", since=AT, until=None, stand_in="窗口员01")
        eventually(lambda: "3" in shown.boards["whereabouts"][1])
        assert shown.boards["whereabouts"] == (board(hall)["revision"], board(hall)["content"])
        assert shown.boards["whereabouts"][1]["3"] == {
            "name": "窗口员03", "post": "综合窗口", "phone": "0576-85550103", "state": "away", "reason": "village",
            "place": "北塘村", "since": "2026-03-02T01:00:00.000Z", "stand_in": "窗口员01",
        }  # fmt: skip
        assert "窗口员03 综合窗口 0576-85550103 下村 北塘村 代岗 窗口员01" in said[-1]
        tell(hall, 1, listed=False)
        eventually(lambda: list(shown.boards["whereabouts"][1]) == ["3"])
        assert "queue" not in shown.boards, "it shows this board alone"
        # A call goes on to displays when nobody proves it, but not to one that shows no calls.
        queue.call(hall, "t-1", "C012", 3)
        eventually(lambda: _alarms(hall))
        assert shown.calls == []
    finally:
        fleet.stop()


def _alarms(hall: Hall) -> list[Any]:
    listed = hall.operator().get("/calls", params={"centre": CENTRE, "alarm": "any"}).json()["items"]
    return [each["id"] for each in listed]


@pytest.mark.row("S5.3", "D9")
def test_after_a_gap_or_a_reconnect_the_whole_board_comes_for_staff_and_hall(hall: Hall) -> None:
    tell(hall, 1)
    eventually(lambda: board(hall)["revision"] == 1)
    display = hall.terminal("display-1").hello("queue_display", queue=0, whereabouts=1)
    eventually(lambda: hall.operator().get("/terminals/display-1").json()["connected"])
    assert display.got("board-snapshot") == [], "it holds both"
    display.say("resync-requested", {"board": "whereabouts", "held": 0})
    whole = display.wait("board-snapshot")[0]["data"]
    assert (whole["board"], whole["revision"], list(whole["content"])) == ("whereabouts", 1, ["1"])
    display.say("resync-requested", {"board": "nothing", "held": 0})
    tell(hall, 2)
    eventually(lambda: board(hall)["revision"] == 2)
    late = {**dict.fromkeys(WHEREABOUTS_CHANGED.schema.fields), "slot": 1, "listed": False}
    with hall.running.db.transaction() as tx:  # one that was parked and is replayed behind the newer
        overtaken = Envelope("e-0", WHEREABOUTS_CHANGED.type, f"/intake/{CENTRE}", "", AT, 0, "c", None, None, late)
        follow_whereabouts(tx, [overtaken])
    back = hall.terminal("display-1").hello("queue_display", queue=0, whereabouts=1)
    assert back.wait("board-snapshot")[0]["data"]["content"].keys() == {"1", "2"}
    assert len(display.got("board-snapshot")) == 1, "there is no board of that name"

    asked = {"params": {"centre": CENTRE}}
    assert hall.running.anonymous().get("/boards/whereabouts", **asked).status_code == 401
    other = hall.running.client(Role.CLERK, centres=frozenset({"other"}))
    assert other.get("/boards/whereabouts", **asked).status_code == 403
    assert hall.running.client(Role.CLERK).get("/boards/whereabouts", **asked).json() == board(hall)
    assert hall.running.anonymous().get("/boards/queue", **asked).status_code == 200
