"""Displays, screens and the voice follow the queue."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from libs.common.events import intake
from tests.integration.devices import queue
from tests.integration.devices.hall import Hall, Mqtt
from tests.support.waiting import eventually


def shown(display: Mqtt) -> tuple[int, dict[str, Any]]:
    """What a display holds, by the rules of the protocol: a snapshot, then deltas that fit."""
    revision, content = -1, {}
    for topic, body in display.received:
        data = body["data"]
        if topic.endswith("down/board-snapshot"):
            revision, content = data["revision"], dict(data["content"])
        elif "/board/" in topic and data["base"] == revision:  # a call that no screen answered comes here as well
            revision, content = data["revision"], {**content, **data["set"]}
    return revision, content


@pytest.mark.row("D9")
def test_a_display_is_brought_up_to_date_and_follows(hall: Hall) -> None:
    queue.issue(hall, "t-1", "A001")
    queue.issue(hall, "t-2", "A002")
    eventually(lambda: board(hall)["content"]["waiting"] == {"A": 2})
    display = hall.terminal("display-1").hello("queue_display", queue=0)
    snapshot = display.wait("board-snapshot")[0]
    display.answer(snapshot["id"])
    queue.call(hall, "t-1", "A001", 1)
    queue.serve(hall, "t-1", "A001", 1)
    queue.issue(hall, "t-3", "B001")

    def up_to_date() -> bool:
        revision, content = shown(display)
        return (revision, content) == (board(hall)["revision"], board(hall)["content"]) and "B" in content["waiting"]

    eventually(up_to_date)
    _, content = shown(display)
    assert content["calls"] == [{"number": "A001", "window": 1}]
    assert content["waiting"] == {"A": 1, "B": 1}
    assert content["windows"]["1"] == {"state": "serving", "number": "A001"}
    assert "张" not in str(display.received)

    held = board(hall)["revision"]
    display.vanish()
    queue.finish(hall, "t-1", "A001", 1)
    eventually(lambda: board(hall)["revision"] > held)
    back = hall.terminal("display-1").hello("queue_display", queue=held)
    assert back.wait("board-snapshot")[0]["data"]["revision"] == board(hall)["revision"]
    back.say("resync-requested", {"board": "queue", "held": 0})
    back.wait("board-snapshot", 2)

    queue.issue(hall, "t-9", "C001", day=date(2026, 3, 3))
    eventually(lambda: board(hall)["content"] == {"calls": [], "waiting": {"C": 1}, "windows": {}})


@pytest.mark.row("D8")
def test_a_call_reaches_screen_voice_and_caller(hall: Hall) -> None:
    screen = hall.terminal("screen-3").hello("window_screen")
    voice = hall.terminal("voice-1").hello("voice")
    caller = hall.terminal("caller-3").hello("caller")
    other = hall.terminal("screen-4").hello("window_screen")
    for terminal in (screen, caller, other):
        terminal.wait("window-state")
    queue.issue(hall, "t-1", "C012")
    assert caller.wait("window-state", 2)[1]["data"]["waiting"] == 1
    call_id = queue.call(hall, "t-1", "C012", 3)

    call = screen.wait("call")[0]
    assert call["data"] == {"call_id": call_id, "number": "C012", "window": "3", "window_name": "国土资源"}
    assert call["expires"] > call["at"]
    announce = voice.wait("announce")[0]["data"]
    assert announce["spoken"] == "请C零一二号到3号窗口办理业务" and announce["text"] == "请C012号到3号窗口办理业务"
    state = caller.wait("window-state", 3)[2]["data"]
    assert state == {"window": "3", "state": "calling", "number": "C012", "ticket_id": "t-1", "waiting": 0}
    assert other.got("call") == [] and len(other.got("window-state")) == 1

    evaluator = hall.terminal("evaluator-3").hello("evaluator")
    eventually(lambda: hall.operator().get("/terminals/evaluator-3").json()["connected"])
    queue.finish(hall, "t-1", "C012", 3)
    invited = evaluator.wait("rating-invited")[0]
    assert invited["data"] == {"handling_id": "t-1", "number": "C012", "clerk_no": "07"} and invited["expires"]
    assert caller.wait("window-state", 4)[3]["data"] == {"window": "3", "state": "idle", "waiting": 0}


@pytest.mark.row("Q1")
def test_the_kiosk_that_asked_gets_the_ticket_or_the_reason(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-1").hello("kiosk")
    other = hall.terminal("kiosk-2").hello("kiosk")
    caller = hall.terminal("caller-1").hello("caller")
    caller.wait("window-state")
    eventually(lambda: hall.operator().get("/terminals/kiosk-1").json()["connected"])
    queue.issue(hall, "t-1", "A001", terminal_id="kiosk-1", press_id="p-1")
    ticket = kiosk.wait("ticket")[0]["data"]
    assert (ticket["press_id"], ticket["number"], ticket["ahead"]) == ("p-1", "A001", 3)
    at = datetime.now(UTC)
    again = {"terminal_id": "kiosk-1", "press_id": "p-1", "issued_at": at}
    queue.tell(hall, intake.TICKET_REPRINT_ASKED, "t-1", "A001", **again)
    assert kiosk.wait("ticket", 2)[1]["data"]["number"] == "A001"
    refusal = {
        "terminal_id": "kiosk-1", "press_id": "p-2", "business_class": "A", "code": "class_closed",
        "message": "该业务已停止取号", "at": at,
    }  # fmt: skip
    hall.running.publish(intake.TICKET_REFUSED, "p-2", refusal)
    refused = {"press_id": "p-2", "code": "class_closed", "message": "该业务已停止取号"}
    assert kiosk.wait("ticket-refused")[0]["data"] == refused
    assert other.received == []
    key = {
        "terminal_id": "caller-1", "request_id": "k-1", "window": 1, "code": "nobody_waiting",
        "message": "没有等候的号码", "at": at,
    }  # fmt: skip
    hall.running.publish(intake.KEY_REFUSED, "k-1", key)
    assert caller.wait("key-refused")[0]["data"]["command_id"] == "k-1"


@pytest.mark.row("Q8", "Q9", "Q10", "Q17")
def test_boards_follow_who_goes_back_into_a_queue_and_which_window_pauses(hall: Hall) -> None:
    caller = hall.terminal("caller-3").hello("caller")
    caller.wait("window-state")
    for ticket, number in (("t-1", "C001"), ("t-2", "C002")):
        queue.issue(hall, ticket, number)
    queue.call(hall, "t-1", "C001", 3)
    queue.tell(hall, intake.TICKET_REQUEUED, "t-1", "C001", window=3)
    # Two wait before the call too: the window tells that the number has come and gone.
    eventually(lambda: board(hall)["content"]["windows"].get("3") == {"state": "idle", "number": None})
    assert board(hall)["content"]["waiting"] == {"C": 2}
    queue.tell(hall, intake.TICKET_TRANSFERRED, "t-2", "C002", business_class="D", from_class="C", from_window=None)
    eventually(lambda: board(hall)["content"]["waiting"] == {"C": 1, "D": 1})
    queue.call(hall, "t-2", "C002", 4)
    queue.serve(hall, "t-2", "C002", 4)
    eventually(lambda: board(hall)["content"]["windows"].get("4", {}).get("state") == "serving")
    queue.tell(hall, intake.TICKET_HELD, "t-2", "C002", window=4)
    eventually(lambda: board(hall)["content"]["windows"]["4"]["state"] == "idle")
    queue.tell(hall, intake.TICKET_RESUMED, "t-2", "C002", window=4)
    eventually(lambda: board(hall)["content"]["windows"]["4"] == {"state": "serving", "number": "C002"})
    queue.tell(hall, intake.TICKET_MATTER_FINISHED, "t-2", "C002", business_class="E", from_class="D", window=4)
    eventually(lambda: board(hall)["content"]["waiting"] == {"C": 1, "D": 0, "E": 1})
    assert board(hall)["content"]["windows"]["4"] == {"state": "idle", "number": None}
    queue.tell(hall, intake.TICKET_REACTIVATED, "t-9", "C009")
    eventually(lambda: board(hall)["content"]["waiting"] == {"C": 2, "D": 0, "E": 1})
    window = intake.WINDOW_CHANGED.load(intake.WINDOW_CHANGED.example) | {"message": "午间休息"}
    hall.running.publish(intake.WINDOW_CHANGED, "w-3", window)
    eventually(lambda: "paused" in [each["data"]["state"] for each in caller.got("window-state")])
    assert caller.got("window-state")[-1]["data"]["message"] == "午间休息"
    assert board(hall)["content"]["windows"]["3"]["notice"] == {"state": "paused", "message": "午间休息"}


def board(hall: Hall) -> dict[str, Any]:
    answer = hall.running.anonymous().get("/boards/queue", params={"centre": "taozhu"})
    found: dict[str, Any] = answer.json()
    return found
