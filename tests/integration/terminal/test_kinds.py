"""Each kind at work with a centre: its events out, its commands in."""

import threading

import pytest

from libs.terminal.simulators.caller import KeyWasRefused
from libs.terminal.simulators.camera import DoorTally
from libs.terminal.simulators.evaluator import NotInvited
from libs.terminal.simulators.kiosk import PressRefused
from libs.terminal.vocabulary import Key, Kind, Level
from tests.integration.terminal.centre import Centre
from tests.support.waiting import eventually


def test_a_press_brings_a_ticket_or_a_refusal(centre: Centre, make) -> None:
    kiosk = make(Kind.KIOSK)
    name = kiosk.terminal.identity.terminal
    kiosk.start()
    pressed = kiosk.press_later("F", "老年")
    (request,) = centre.await_events(name, "ticket-requested")
    assert request.data == {
        "press_id": request.message.id,
        "business_class": "F",
        "priority_ground": "老年",
    }
    ticket = {
        "press_id": request.message.id,
        "ticket_id": "t-1",
        "number": "F001",
        "class_name": "城乡社保",
        "ahead": 0,
        "issued_at": "2026-03-02T00:31:05Z",
    }
    centre.send(name, "ticket", ticket)
    printed = pressed.result(10)
    assert (printed.number, printed.estimated_seconds, printed.position_url) == ("F001", None, None)
    kiosk.terminal.press("F", further=["A", "B"])
    _, request = centre.await_events(name, "ticket-requested", 2)
    assert request.data["further"] == ["A", "B"]
    told = {"press_id": request.message.id, "ticket_id": "t-2", "number": "F002"}
    page = "https://bm.example.cn/position#6b0f1d"
    centre.send(name, "ticket", {**ticket, **told, "estimated_seconds": 61, "position_url": page})
    eventually(lambda: len(kiosk.tickets) == 2)
    assert (kiosk.tickets[1].estimated_seconds, kiosk.tickets[1].position_url) == (61, page)

    refused = kiosk.press_later("Z")
    *_, request = centre.await_events(name, "ticket-requested", 3)
    centre.send(
        name, "ticket-refused", {"press_id": request.message.id, "code": "closed", "message": "今日号已取完"}
    )
    with pytest.raises(PressRefused, match="今日号已取完"):
        refused.result(10)


@pytest.mark.row("N7")
def test_a_card_tells_two_presses_of_one_person_and_nothing_more(centre: Centre, make) -> None:
    kiosk, other = make(Kind.KIOSK), make(Kind.KIOSK)
    for machine in (kiosk, other):
        machine.start()
    for card in ("339999194001010018", "339999194001010018", "33999919400101007X"):
        kiosk.press_later("F", card=card)
    other.press_later("F", card="339999194001010018")
    first, second, another = centre.await_events(kiosk.terminal.identity.terminal, "ticket-requested", 3)
    (elsewhere,) = centre.await_events(other.terminal.identity.terminal, "ticket-requested")
    assert first.data["person"] == second.data["person"]
    assert first.data["press_id"] != second.data["press_id"]
    assert len({each.data["person"] for each in (first, another, elsewhere)}) == 3
    assert "339999" not in first.data["person"]
    assert len(first.data["person"]) == 64


def test_a_key_is_answered_by_the_windows_state_or_a_refusal(centre: Centre, make) -> None:
    caller = make(Kind.CALLER)
    name = caller.terminal.identity.terminal
    caller.start()

    def answer() -> None:
        (first,) = centre.await_events(name, "key-pressed")
        assert first.data == {"window": "3", "key": "next", "clerk": "06"}
        centre.send(
            name, "window-state", {"window": "3", "state": "calling", "number": "F001", "waiting": 2}
        )
        _, second = centre.await_events(name, "key-pressed", 2)
        centre.send(
            name,
            "key-refused",
            {"command_id": second.message.id, "code": "not_calling", "message": "当前没有呼叫"},
        )

    answering = threading.Thread(target=answer)
    answering.start()
    state = caller.press_and_see(Key.NEXT, "3", clerk="06", until=lambda state: state.state == "calling")
    assert (state.number, state.waiting) == ("F001", 2)
    with pytest.raises(KeyWasRefused, match="当前没有呼叫"):
        caller.press_and_see(Key.ABSENT, "3", until=lambda state: state.state == "idle")
    answering.join(10)


@pytest.mark.row("D8", "N8")
def test_the_voice_speaks_one_after_the_other_once_and_in_time(centre: Centre, make) -> None:
    voice = make(Kind.VOICE)
    name = voice.terminal.identity.terminal
    voice.start()
    centre.await_events(name, "hello")

    def announce(number: str, command_id: str, expires_in: float) -> None:
        centre.send(
            name,
            "announce",
            {
                "call_id": f"call-{number}",
                "number": number,
                "window": "3",
                "text": f"请{number}到3号窗口",
                "spoken": "请A",
                "times": 1,
            },
            command_id=command_id,
            expires_in=expires_in,
        )

    announce("A001", "one", 60)
    announce("A002", "two", 60)
    announce("A002", "two-again", 60)  # the same call under another command
    announce("A003", "late", 0.4)  # dies waiting behind two others
    announce("A004", "four", 60)
    assert centre.await_outcome(name, "four") == [("done", None)]
    assert centre.await_outcome(name, "two-again") == [("done", None)]
    assert centre.await_outcome(name, "late") == [("expired", None)]
    assert [each.announcement.number for each in voice.spoken] == ["A001", "A002", "A004"]
    for before, after in zip(voice.spoken, voice.spoken[1:], strict=False):
        assert before.end <= after.begin


@pytest.mark.row("D8")
def test_a_number_called_again_before_its_turn_is_said_once_as_called_last(centre: Centre, make) -> None:
    voice = make(Kind.VOICE)
    name = voice.terminal.identity.terminal
    voice.start()
    centre.await_events(name, "hello")

    def announce(call_id: str, number: str, window: str) -> str:
        data = {"call_id": call_id, "number": number, "window": window, "text": number, "spoken": number, "times": 1}
        return centre.send(name, "announce", data, command_id=call_id, expires_in=60)

    announce("first", "A001", "1")
    announce("early", "A002", "3")
    announce("other", "A003", "4")
    announce("again", "A002", "3")  # 重呼 before it was its turn
    announce("third", "A002", "3")
    announce("moved", "A003", "5")  # transferred meanwhile: nobody is sent to window 4
    announce("recall", "A001", "1")  # spoken already, or being spoken: it is said again, later
    for command in ("early", "again", "third", "moved", "recall"):
        assert centre.await_outcome(name, command) == [("done", None)], command
    assert centre.await_outcome(name, "other") == [("expired", None)]
    said = [(each.announcement.call_id, each.announcement.window) for each in voice.spoken]
    assert said == [("first", "1"), ("third", "3"), ("moved", "5"), ("recall", "1")]
    for before, after in zip(voice.spoken, voice.spoken[1:], strict=False):
        assert before.end <= after.begin
    answered = len(voice.spoken)
    announce("early", "A002", "3")  # known: answered again, not said
    eventually(lambda: len(centre.await_outcome(name, "early")) >= 1)
    assert len(voice.spoken) == answered


@pytest.mark.row("D7", "D8")
def test_a_silent_loudspeaker_fails_the_call(centre: Centre, make) -> None:
    voice = make(Kind.VOICE)
    name = voice.terminal.identity.terminal
    voice.silence()
    voice.start()
    centre.await_events(name, "hello")
    data = {"call_id": "c", "number": "A001", "window": "3", "text": "请", "spoken": "请", "times": 1}
    first = centre.send(name, "announce", data, expires_in=60)
    assert centre.await_outcome(name, first) == [("failed", "no_sound")]
    voice.mend()
    second = centre.send(name, "announce", data, expires_in=60)
    assert centre.await_outcome(name, second) == [("done", None)]
    states = [each.data["state"] for each in centre.await_events(name, "fault", 2)]
    assert states == ["raised", "cleared"]


def test_an_invitation_is_rated_once(centre: Centre, make) -> None:
    evaluator = make(Kind.EVALUATOR)
    name = evaluator.terminal.identity.terminal
    evaluator.start()
    centre.await_events(name, "hello")
    data = {"handling_id": "h-1", "number": "A001", "clerk_no": "06"}
    centre.send(name, "rating-invited", data, expires_in=60)
    eventually(lambda: evaluator.open)
    evaluator.rate(Level.VERY_SATISFIED, ["511"])
    with pytest.raises(NotInvited):
        evaluator.rate(Level.VERY_DISSATISFIED)
    (rated,) = centre.await_events(name, "rated")
    assert rated.data == {"handling_id": "h-1", "level": "very_satisfied", "indicators": ["511"]}


@pytest.mark.row("D9")
def test_a_display_follows_deltas_and_asks_after_a_gap(centre: Centre, make, protocol: int) -> None:
    display = make(Kind.QUEUE_DISPLAY, protocol=protocol)
    name = display.terminal.identity.terminal
    display.start()
    (hello,) = centre.await_events(name, "hello")
    assert hello.data["boards"] == {"queue": 0}
    centre.send(
        name, "board-snapshot", {"board": "queue", "revision": 5, "content": {"1": "A001", "2": "B001"}}
    )
    centre.change_board("queue", 5, 6, {"1": "A002"}, ("2",))
    eventually(lambda: display.boards.get("queue") == (6, {"1": "A002"}))
    centre.change_board("queue", 7, 8, {"3": "C001"})
    (asked,) = centre.await_events(name, "resync-requested")
    assert asked.data == {"board": "queue", "held": 6}
    centre.send(name, "board-snapshot", {"board": "queue", "revision": 7, "content": {"1": "A003"}})
    eventually(lambda: display.boards.get("queue") == (8, {"1": "A003", "3": "C001"}))
    centre.send(name, "restart", {})
    _, again = centre.await_events(name, "hello", 2)
    assert again.data["boards"] == {"queue": 8}


@pytest.mark.row("D10")
def test_an_led_board_loads_newer_lists_and_proves_its_plays(centre: Centre, make) -> None:
    led = make(Kind.LED)
    name = led.terminal.identity.terminal
    led.start()
    centre.await_events(name, "hello")

    def load(revision: int, code: str) -> str:
        item = {"code": code, "text": "便民服务中心工作时间", "priority": 3, "hours": "00:00-24:00"}
        return centre.send(name, "playlist", {"revision": revision, "items": [item]})

    for command in (load(2, "GG-002"), load(1, "GG-001")):
        assert centre.await_outcome(name, command) == [("done", None)]
    assert (led.loaded, led.showing()) == ([2], ["GG-002"])
    led.report()
    (played,) = centre.await_events(name, "played")
    assert (played.data["code"], played.data["times"]) == ("GG-002", 1)


@pytest.mark.row("D11")
def test_a_camera_counts_a_flow_and_says_when_it_is_covered(centre: Centre, make) -> None:
    doors = DoorTally("hall")
    camera = make(Kind.CAMERA, device={"flow": doors})
    name = camera.terminal.identity.terminal
    camera.start()
    doors.enter("hall", 5)
    doors.leave("hall", 2)
    camera.count()
    camera.cover()
    doors.enter("hall", 9)
    camera.count()
    camera.uncover()
    states = [each.data["tampered"] for each in centre.await_events(name, "camera-state", 3)]
    assert states == [False, True, False]
    counts = [
        (each.data["entered"], each.data["left"], each.data["present"])
        for each in centre.await_events(name, "people-counted", 2)
    ]
    assert counts == [(5, 2, 3), (0, 0, 3)]
