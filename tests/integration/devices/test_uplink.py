"""What terminals send: the good is told once, the bad is kept and counted, nothing stops the flow."""

import json

import pytest
from prometheus_client import REGISTRY

from libs.common.actor import Role
from libs.common.events.devices import KEY_PRESSED, TICKET_REQUESTED
from tests.integration.devices.hall import Hall, now
from tests.support.waiting import eventually


def counted(code: str) -> float:
    return REGISTRY.get_sample_value("bianmin_uplink_refused_total", {"code": code}) or 0.0


def envelope(data: object, **members: object) -> bytes:
    return json.dumps({"id": "x-1", "seq": 1, "session": "s", "at": now(), "data": data} | members).encode()


NEXT = {"window": "4", "key": "next"}
DEEP = b'{"id": ' + b"[" * 5000 + b"]" * 5000 + b"}"
BAD = [
    ("not_json", b"\xff\xfe\x00 not json \\"),
    ("too_large", b"x" * (1024 * 1024)),
    ("too_deep", DEEP),
    ("not_object", b'["a"]'),
    ("bad_text", envelope({"window": "4", "key": "next", "clerk": "\x00"})),
    ("bad_envelope", envelope(NEXT, seq="one")),
    ("bad_envelope", envelope(NEXT, at="yesterday")),
    ("bad_data", envelope({"window": "4", "key": 7})),
    ("bad_data", envelope({"window": [4], "key": "next"})),
    ("wrong_window", envelope({"window": "5", "key": "next"})),
]


@pytest.mark.row("N10")
def test_malformed_input_is_recorded_and_counted_and_the_flow_goes_on(hall: Hall) -> None:
    before = {code: counted(code) for code, _ in BAD}
    caller = hall.terminal("caller-4").hello("caller")
    for number, (_, payload) in enumerate(BAD):
        assert caller.raw("up/key-pressed", payload)
        caller.say("key-pressed", NEXT, message_id=f"good-{number}")
    assert caller.raw("up/ticket-requested", envelope({"press_id": "p", "business_class": "A"}))
    assert caller.raw("up/no/such/topic", b"{}")
    told = hall.running.wait_for(KEY_PRESSED, len(BAD))
    assert [event.data["request_id"] for event in told] == [f"good-{number}" for number in range(len(BAD))]

    expected = [code for code, _ in BAD] + ["unknown_event", "bad_topic"]
    refused = eventually(lambda: rows if len(rows := hall.refused()) == len(expected) else None)
    assert [row.code for row in refused] == expected
    assert {row.terminal for row in refused} == {"caller-4", None}
    assert [row.size for row in refused if row.code == "too_large"] == [1024 * 1024]
    assert all(len(row.head) <= 800 and row.head.isascii() for row in refused)
    for code, _ in BAD:
        assert counted(code) > before[code]

    listed = hall.operator().get("/uplink/refused", params={"centre": "taozhu", "code": "too_large"}).json()
    assert [row["terminal"] for row in listed["items"]] == ["caller-4"]
    stranger = hall.running.client(Role.OPERATOR, centres=frozenset({"elsewhere"}))
    assert stranger.get("/uplink/refused", params={"centre": "taozhu"}).status_code == 403


def test_a_terminal_that_may_not_speak_is_refused_by_the_service_too(hall: Hall) -> None:
    # The services' own user may publish anywhere: this is the second line of defence.
    for index, terminal in enumerate(["kiosk-77", "kiosk-1", "led-1"]):
        if terminal == "led-1":
            assert hall.operator().post("/terminals/led-1/revoke").status_code == 200
        ghost = hall.terminal(hall.broker.user, secret=hall.broker.password, client_id=f"ghost-{index}")
        centre = "elsewhere" if terminal == "kiosk-1" else "taozhu"
        assert ghost.raw("", envelope({}), topic=f"hall/{centre}/{terminal}/up/heartbeat")
    rows = eventually(lambda: rows if len(rows := hall.refused()) == 3 else None)
    assert [row.code for row in rows] == ["unknown_terminal", "wrong_centre", "not_approved"]


@pytest.mark.row("D6")
def test_a_message_sent_twice_takes_effect_once(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-1").hello("kiosk")
    press = {"press_id": "p-7", "business_class": "A"}
    kiosk.say("ticket-requested", press, message_id="p-7")
    kiosk.say("ticket-requested", press, message_id="p-7")
    again = hall.terminal("kiosk-1").hello("kiosk")
    again.say("ticket-requested", press, message_id="p-7")
    again.say("ticket-requested", {"press_id": "p-8", "business_class": "B"}, message_id="p-8")
    told = hall.running.wait_for(TICKET_REQUESTED, 2)
    assert [event.data["request_id"] for event in told] == ["p-7", "p-8"]
    assert [event.sequence for event in told] == sorted(event.sequence for event in told)


@pytest.mark.row("D5")
def test_a_gap_in_the_count_makes_the_terminal_announce_itself_once(hall: Hall) -> None:
    caller = hall.terminal("caller-4").hello("caller")
    caller.say("heartbeat", {}, seq=5)
    caller.say("heartbeat", {}, seq=9)
    caller.wait("reannounce")
    caller.say("hello", {"kind": "caller", "firmware": "test 1", "session": caller.session})
    caller.say("heartbeat", {})
    caller.wait("window-state", 2)
    assert len(caller.got("reannounce")) == 1
