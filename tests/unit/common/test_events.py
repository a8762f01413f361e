"""The wire: declarations, their examples, and the envelope."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import import_module

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from libs.common.actor import Cause
from libs.common.events import SERVICES, EventRefused
from libs.common.events.declaration import DECLARED, Event, declare
from libs.common.events.envelope import envelope_json, read_envelope
from libs.common.events.intake import TALLY_RECORDED, TICKET_CALLED
from libs.common.events.parts import text

for service in SERVICES:
    if service != "reporting":  # tells nothing yet
        import_module(f"libs.common.events.{service}")

EVENTS = sorted(DECLARED.values(), key=lambda event: event.type)
CAUSE = Cause("c-1", "e-0", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")


def envelope_of(event: Event) -> str:
    data = event.dump(event.load(event.example))
    return envelope_json(event, "e-1", "s-1", "taozhu", data, time=datetime.now(UTC), sequence=7, cause=CAUSE)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_declaration_fits_its_example_and_travels(event: Event) -> None:
    assert event.schema.validate(dict(event.example)) == {}
    assert set(event.example) == set(event.schema.fields), "an example shows every field"
    read = read_envelope(envelope_of(event))
    assert (read.type, read.sequence, read.centre, read.causation_id) == (event.type, 7, "taozhu", "e-0")
    assert read.data == event.load(event.example)


@pytest.mark.parametrize("event", EVENTS[:3], ids=lambda event: event.type)
def test_the_envelope_is_a_cloud_event_to_the_public_sdk(event: Event) -> None:
    seen = JSONFormat().read(CloudEvent, envelope_of(event))
    assert seen.get_type() == event.type
    assert seen.get_source() == f"/{event.service}/taozhu"
    assert seen.get_extension("correlationid") == "c-1"


@pytest.mark.parametrize(
    "spoilt",
    [{"quantity": "many"}, {"kind": "gossip"}, {"applicant_name": "张三"}, {"at": datetime(2026, 3, 2)}],
    ids=["wrong type", "unknown choice", "unknown field", "naive time"],
)
def test_what_does_not_fit_is_refused_when_sent(spoilt: dict[str, object]) -> None:
    data = {**TALLY_RECORDED.load(TALLY_RECORDED.example), **spoilt}
    with pytest.raises(EventRefused):
        TALLY_RECORDED.dump(data)


def test_a_missing_field_is_refused_when_sent_and_when_read() -> None:
    data = TALLY_RECORDED.load(TALLY_RECORDED.example)
    del data["quantity"]
    with pytest.raises(EventRefused):
        TALLY_RECORDED.dump(data)
    with pytest.raises(EventRefused):
        TALLY_RECORDED.load({"tally_id": "y"})


def test_a_newer_sender_may_say_more() -> None:
    raw = json.loads(envelope_of(TICKET_CALLED))
    raw["data"]["mood"] = "hurried"
    assert "mood" not in read_envelope(json.dumps(raw)).data


RUBBISH = (b"", b"[]", b"null", b"{}", b"\xff\xfe", b'{"type": "cn.bianmin.x.y.v1"}', b"[" * 100_000)


@pytest.mark.parametrize("body", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(EventRefused):
        read_envelope(body)


def test_a_name_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare("intake", "tally.recorded", 1, "重复", {"a": text()}, {"a": "x"})
