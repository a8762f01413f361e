"""The AsyncAPI document: valid, complete, and its examples fit its schemas.

The schema of AsyncAPI 3.0.0 beside this file is the one of @asyncapi/specs 6.11.1, unchanged (its LICENSE and NOTICE
lie with it).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from libs.terminal.vocabulary import BOARDS, COMMANDS, EVENTS, EXPIRING_COMMANDS, Kind
from services.devices.commands.board_payloads import BOARD_DELTAS
from services.devices.commands.payload import Payload
from services.devices.commands.payloads import PAYLOADS
from services.devices.uplink.schemas import SCHEMAS
from tests.unit.docs.wire import DOCUMENT, faults
from tools.docs.asyncapi_terminal import UP
from tools.docs.events import declared, subscribers

SPECIFICATION = Path(__file__).parent / "asyncapi-3.0.0" / "schema.json"
MESSAGES = sorted(DOCUMENT()["components"]["messages"])


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    return Draft7Validator(json.loads(SPECIFICATION.read_text(encoding="utf-8")))


def test_the_document_is_valid_asyncapi(specification: Draft7Validator) -> None:
    assert [f"{error.json_path}: {error.message}" for error in specification.iter_errors(DOCUMENT())] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("channels", "up.hello", "adress"), "hall"),
        (("operations", "send.down.call", "action"), "shout"),
        (("components", "schemas", "down.call", "type"), "objct"),
        (("servers", "bus", "host"), None),
    ],
    ids=lambda each: ".".join(each) if isinstance(each, tuple) else "",
)
def test_a_broken_document_is_found_out(specification: Draft7Validator, path: tuple[str, ...], value: Any) -> None:
    broken = copy.deepcopy(DOCUMENT())
    parent = broken
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = value
    assert not specification.is_valid(broken)


def test_every_reference_leads_somewhere() -> None:
    found = list(_references(DOCUMENT()))
    for reference in found:
        target: Any = DOCUMENT()
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
    assert len(found) > 300


def test_every_event_is_sent_by_its_service_and_heard_by_its_queues() -> None:
    channels, operations = DOCUMENT()["channels"], DOCUMENT()["operations"]
    heard: dict[str, list[str]] = {}
    for operation in operations.values():
        channel = channels[operation["channel"]["$ref"].removeprefix("#/channels/")]
        if operation["action"] == "receive" and channel["address"].startswith(f"{operation['x-service']}."):
            for message in channel["messages"]:
                heard.setdefault(message, []).append(channel["address"])
    for event in declared():
        name = f"{event.service}.{event.routing_key}"
        binding = channels[name]["bindings"]["amqp"]
        assert (channels[name]["address"], binding["exchange"]["name"]) == (event.routing_key, event.exchange)
        assert operations[f"send.{name}"]["x-service"] == event.service
        assert DOCUMENT()["components"]["messages"][name]["name"] == event.type
        expected = [queue.split("`")[1] for queue in subscribers().get(event.type, [])]
        assert sorted(heard.get(name, [])) == expected, name


@pytest.mark.parametrize("kind", Kind)
def test_every_word_of_a_kind_has_its_topic(kind: Kind) -> None:
    tagged = {
        channel["address"]
        for channel in DOCUMENT()["channels"].values()
        if kind.value in {tag["name"] for tag in channel["tags"]}
    }
    own = {f"hall/{{centre}}/{{terminal}}/up/{event}" for event in EVENTS[kind]}
    own |= {f"hall/{{centre}}/{{terminal}}/down/{command}" for command in COMMANDS[kind]}
    shown = {Kind.QUEUE_DISPLAY: BOARDS, Kind.LED: ("queue",)}.get(kind, ())
    boards = {f"hall/{{centre}}/board/{name}" for name in shown}
    assert tagged == own | boards


def test_only_commands_that_do_harm_late_must_expire() -> None:
    payload = {"id": "c-1", "at": "2026-03-02T00:31:05Z"}
    late = {
        command
        for command, told in PAYLOADS.items()
        if faults(f"down.{command}", {**payload, "data": dict(told.example)})
    }
    assert late == EXPIRING_COMMANDS


@pytest.mark.parametrize("message", MESSAGES)
def test_an_example_fits_and_is_needed_whole(message: str) -> None:
    (shown,) = DOCUMENT()["components"]["messages"][message]["examples"]
    assert faults(message, shown["payload"]) == []
    for member in ("id", "data"):
        assert faults(message, {name: value for name, value in shown["payload"].items() if name != member})
    assert not faults(message, {**shown["payload"], "mood": "hurried"}), "more may come"
    for member in _required(message):
        data = {name: value for name, value in shown["payload"]["data"].items() if name != member}
        assert faults(message, {**shown["payload"], "data": data}), member


@pytest.mark.parametrize("event", sorted(SCHEMAS))
def test_an_uplink_example_shows_all_that_devices_takes(event: str) -> None:
    schema, (_, example) = SCHEMAS[event], UP[event]
    assert schema.validate(example) == {}
    assert set(example) == {field.data_key or name for name, field in schema.fields.items()}


@pytest.mark.parametrize("name", [*sorted(PAYLOADS), *BOARD_DELTAS])
def test_a_downlink_example_shows_all_that_is_declared(name: str) -> None:
    told: Payload = BOARD_DELTAS.get(name) or PAYLOADS[name]
    assert told.schema.validate(dict(told.example)) == {}
    assert set(told.example) == {field.data_key or key for key, field in told.schema.fields.items()}


@pytest.mark.parametrize(
    ("window", "fits"),
    [(6, True), ("6", True), ("012", True), (0, False), ("000", False), ("x", False), (1000, False)],
)
def test_a_window_may_be_a_number_or_its_digits(window: Any, fits: bool) -> None:
    data = {"window": window, "key": "next"}
    payload = {"id": "k-1", "seq": 2, "session": "s-1", "at": "2026-03-02T00:31:05Z", "data": data}
    assert (not faults("up.key-pressed", payload)) is fits
    assert (not SCHEMAS["key-pressed"].validate(data)) is fits


def _required(message: str) -> list[str]:
    found: list[str] = DOCUMENT()["components"]["schemas"][message].get("required", [])
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref":
                yield each
            else:
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
