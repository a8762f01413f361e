"""Payloads: what is written is read back; what is broken is named, never more than Malformed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.terminal import envelope

AT = datetime(2026, 3, 2, 0, 31, 5, 123000, tzinfo=UTC)
TEXTS = st.text(max_size=20)
DATA = st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans() | st.none() | st.lists(TEXTS), max_size=5)


@given(st.integers(1, 2**53), DATA)
def test_up_is_read_back(seq: int, data: dict) -> None:
    message = envelope.decode_up(envelope.encode_up("m-1", seq, "s-1", AT, data))
    assert message == envelope.UpMessage("m-1", seq, "s-1", AT, data)


@given(DATA)
def test_down_is_read_back(data: dict) -> None:
    expires = AT + timedelta(seconds=20)
    message = envelope.decode_down(envelope.encode_down("c-1", AT, data, expires))
    assert message == envelope.DownMessage("c-1", AT, expires, data)
    assert not message.expired(AT) and message.expired(expires)


def test_a_command_without_expiry_stays_good() -> None:
    message = envelope.decode_down(envelope.encode_down("c-1", AT, {}))
    assert not message.expired(AT + timedelta(days=365))


@given(st.binary(max_size=200))
def test_noise_is_malformed_and_nothing_worse(noise: bytes) -> None:
    for decode in (envelope.decode_up, envelope.decode_down):
        with pytest.raises(envelope.Malformed):
            decode(noise)


def _body(**changes: object) -> bytes:
    body = {"id": "m-1", "seq": 1, "session": "s-1", "at": "2026-03-02T00:31:05.123Z", "data": {}}
    return json.dumps(body | changes).encode()


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 16000,
        b'{"a":' * 3000,
        b" " * (envelope.LIMIT + 1),
        b"\xff\xfe",
        b'{"id": NaN}',
        _body(id=7),
        _body(id=""),
        _body(id="x" * 65),
        _body(seq=0),
        _body(seq=True),
        _body(seq="1"),
        _body(session=None),
        _body(at="2026-03-02 00:31"),
        _body(at="2026-03-02T00:31:05"),
        _body(at="2026-02-30T00:31:05Z"),
        _body(at=1772411465),
        _body(data=[]),
    ],
)
def test_broken_payloads(payload: bytes) -> None:
    with pytest.raises(envelope.Malformed):
        envelope.decode_up(payload)


def test_unknown_members_are_ignored() -> None:
    assert envelope.decode_up(_body(colour="red")).id == "m-1"


def test_any_offset_is_turned_into_utc() -> None:
    assert envelope.decode_up(_body(at="2026-03-02T08:31:05.123+08:00")).at == AT


def test_what_cannot_be_sent_fails_before_it_is_kept() -> None:
    with pytest.raises(envelope.TooLarge):
        envelope.encode_up("m-1", 1, "s-1", AT, {"text": "字" * 6000})
    with pytest.raises(ValueError):
        envelope.encode_up("m-1", 1, "s-1", AT, {"x": float("nan")})
    with pytest.raises(ValueError):
        envelope.encode_up("m-1", 1, "s-1", AT.replace(tzinfo=None), {})
