"""Reading messages: whatever comes, it is a message or a refusal with a code."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.devices import KEY_PRESSED
from libs.terminal.vocabulary import EVENTS, Kind
from services.devices.uplink.rules import CODES, BadUplink, Heard, Speaker, addressed, entitled, head, read
from services.devices.uplink.schemas import SCHEMAS
from services.devices.uplink.telling import TOLD

CALLER = Speaker("caller-4", "caller", "taozhu", 4, "approved")
AT = "2026-03-02T00:31:05.123Z"


def body(data: Any, **members: Any) -> bytes:
    return json.dumps({"id": "x", "seq": 1, "session": "s", "at": AT, "data": data} | members).encode()


def code_of(payload: bytes, event: str = "key-pressed", speaker: Speaker = CALLER) -> str:
    with pytest.raises(BadUplink) as refused:
        read(payload, event, speaker, SCHEMAS)
    return refused.value.code


def test_a_good_message_is_read_with_its_own_time() -> None:
    heard = read(body({"window": "4", "key": "next", "news": 1}), "key-pressed", CALLER, SCHEMAS)
    assert heard.key == "caller-4/x" and heard.at.isoformat() == "2026-03-02T00:31:05.123000+00:00"
    assert heard.data == {"window": 4, "key": "next", "ticket_id": None, "clerk": None}
    event, make = TOLD["key-pressed"]
    assert event is KEY_PRESSED and event.load(event.dump(make(heard)))["window"] == 4


@pytest.mark.parametrize(
    ("code", "payload"),
    [
        ("not_json", b""),
        ("not_json", b"{'a': 1}"),
        ("not_json", b"\xff\xfe"),
        ("not_json", b'{"id": NaN}'),
        ("not_json", b'{"seq": ' + b"9" * 5000 + b"}"),
        ("too_large", b" " * 16385),
        ("too_deep", b"[" * 8000),
        ("too_deep", body({"window": 4, "key": "next", "more": [[[[[[[[1]]]]]]]]})),
        ("not_object", b"[]"),
        ("not_object", b'"text"'),
        ("bad_text", body({"window": 4, "key": "next", "clerk": "\ud800"})),
        ("bad_text", b'{"\\u0000": 1}'),
        ("bad_envelope", b"{}"),
        ("bad_envelope", body({}, id="")),
        ("bad_envelope", body({}, id="x" * 65)),
        ("bad_envelope", body({}, seq=0)),
        ("bad_envelope", body({}, seq=True)),
        ("bad_envelope", body({}, seq=2**31)),
        ("bad_envelope", body({}, seq=None)),
        ("bad_envelope", body({}, at="2026-03-02 00:31:05")),
        ("bad_envelope", body({}, at="0001-01-01T00:00:00+14:00")),
        ("bad_envelope", body([])),
        ("bad_data", body({"window": 4, "key": "sing"})),
        ("bad_data", body({"window": True, "key": "next"})),
        ("bad_data", body({"window": 4.0, "key": "next"})),
        ("wrong_window", body({"window": 5, "key": "next"})),
    ],
)
def test_bad_messages_have_their_code(code: str, payload: bytes) -> None:
    assert code_of(payload) == code and code in CODES


def test_brackets_inside_texts_are_no_depth() -> None:
    clerk = '[[[[[[[[[[\\"[[['
    heard = read(body({"window": 4, "key": "next", "clerk": clerk}), "key-pressed", CALLER, SCHEMAS)
    assert heard.data["clerk"] == clerk


def test_events_of_another_kind_are_refused() -> None:
    assert code_of(body({"press_id": "p", "business_class": "A"}), "ticket-requested") == "unknown_event"
    hello = {"kind": "kiosk", "firmware": "1", "session": "s"}
    assert code_of(body(hello), "hello") == "wrong_kind"
    assert code_of(body({**hello, "kind": "caller", "session": "t"}), "hello") == "wrong_session"


def test_every_event_of_every_kind_has_a_schema() -> None:
    assert set(SCHEMAS) == set().union(*EVENTS.values())


@pytest.mark.parametrize(
    "key",
    ["", "hall", "hall.taozhu.kiosk-1.down.call", "hall.taozhu.board.queue", "hall.taozhu.kiosk-1.up.a.b",
     "hall.TAOZHU.kiosk-1.up.hello", "hall.taozhu.kiosk-1.up.", "hall.taozhu.board.up.hello"],
)  # fmt: skip
def test_keys_that_name_no_event(key: str) -> None:
    with pytest.raises(BadUplink) as refused:
        addressed(key)
    assert refused.value.code == "bad_topic"


def test_who_may_speak() -> None:
    topic = addressed("hall.taozhu.caller-4.up.hello")
    assert entitled(topic, CALLER) is CALLER
    revoked = Speaker("caller-4", "caller", "taozhu", 4, "revoked")
    for speaker, code in ((None, "unknown_terminal"), (revoked, "not_approved")):
        with pytest.raises(BadUplink) as refused:
            entitled(topic, speaker)
        assert refused.value.code == code
    with pytest.raises(BadUplink):
        entitled(addressed("hall.other.caller-4.up.hello"), CALLER)


def _try(payload: bytes, event: str) -> None:
    for kind in Kind:
        try:
            assert isinstance(read(payload, event, Speaker("t", kind, "c", None, "approved"), SCHEMAS), Heard)
        except BadUplink as refused:
            assert refused.code in CODES
    assert head(payload).isprintable() and len(head(payload)) <= 800


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(AT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
MEMBERS = st.sampled_from(sorted({name for schema in SCHEMAS.values() for name in schema.fields} | {"from"}))


@given(st.binary(max_size=300), st.sampled_from(sorted(SCHEMAS)))
def test_no_bytes_raise_anything_else(payload: bytes, event: str) -> None:
    _try(payload, event)


@given(st.dictionaries(MEMBERS, JSON, max_size=8), st.sampled_from(sorted(SCHEMAS)))
def test_no_data_raises_anything_else(data: dict[str, Any], event: str) -> None:
    _try(body(data), event)


@given(JSON, st.sampled_from(["id", "seq", "session", "at", "data"]))
def test_no_envelope_raises_anything_else(value: Any, member: str) -> None:
    _try(body(**{"data": {}, member: value}), "heartbeat")
