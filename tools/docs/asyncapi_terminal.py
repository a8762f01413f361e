"""The terminals' side of docs/asyncapi.json: a channel for each event, each command and the boards of the hall."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from libs.common.messaging.topology import UPLINK_QUEUE
from libs.terminal import vocabulary as words
from libs.terminal.envelope import encode_up
from libs.terminal.vocabulary import COMMANDS, EVENTS, EXPIRING_COMMANDS, Kind
from services.devices.boards.rules import DELTA_SECONDS
from services.devices.commands.board_payloads import BOARD_DELTAS
from services.devices.commands.payload import Payload
from services.devices.commands.payloads import PAYLOADS
from services.devices.commands.rules import body
from services.devices.uplink.schemas import SCHEMAS
from tools.docs.asyncapi_schemas import FROM_TERMINAL, TO_TERMINAL, Json, Schemas, reference, within

SERVER = "terminals"
BINDING = {"bindingVersion": "0.2.0"}
SESSION = "db530758-b65c-4d60-af85-3f657a0d9611"
WHEN = datetime(2026, 3, 2, 0, 31, 5, 123000, tzinfo=UTC)
ANSWER = f"up.{words.ACKNOWLEDGED}"
BOARDS = {f"board.{name}": delta for name, delta in BOARD_DELTAS.items()}
_PERIOD = {"from": "2026-03-02T00:31:05.123Z", "until": "2026-03-02T00:36:05.123Z"}

KINDS: Mapping[Kind, str] = {
    Kind.KIOSK: "取号机", Kind.CALLER: "呼叫器", Kind.WINDOW_SCREEN: "窗口屏", Kind.EVALUATOR: "评价器",
    Kind.QUEUE_DISPLAY: "排队显示屏", Kind.VOICE: "语音播报", Kind.LED: "LED 大屏", Kind.CAMERA: "摄像头（边缘代理）",
}  # fmt: skip
# Event → what it is called, and an example that shows every member.
UP: Mapping[str, tuple[str, Json]] = {
    words.HELLO: ("上线", {
        "kind": "queue_display", "firmware": "acme 4.2.1", "session": SESSION, "boards": {"queue": 41},
        "capabilities": ["board-snapshot", "configure", "reannounce", "restart"], "settings_version": 4,
    }),
    words.GONE: ("离线（遗嘱）", {"session": SESSION}),
    words.HEARTBEAT: ("心跳", {}),
    words.FAULT: ("故障出现或消除", {"code": "paper_out", "state": "raised", "detail": "出纸口"}),
    words.ACKNOWLEDGED: ("指令回执", {"command_id": "0195e0c5", "outcome": "failed", "reason": "paper_out"}),
    words.TICKET_REQUESTED: (
        "按键取号",
        {"press_id": "0f6c1d9e", "business_class": "F", "priority_ground": "老年", "person": "q1Xn0w",
         "further": ["B"]},
    ),
    words.TICKET_PRINTED: ("票号打印结果", {"ticket_id": "0195e0c2", "outcome": "failed", "fault": "paper_out"}),
    words.KEY_PRESSED: ("呼叫器按键", {"window": "6", "key": "serve", "ticket_id": "0195e0c2", "clerk": "07"}),
    words.RATED: ("评价", {"handling_id": "0195e0c2", "level": "satisfied", "indicators": ["polite"]}),
    words.RESYNC_REQUESTED: ("请求显示板全量", {"board": "queue", "held": 41}),
    words.PLAYED: ("播放记录", {"code": "GG-014", **_PERIOD, "times": 20}),
    words.PEOPLE_COUNTED: ("人数统计", {"zone": "大厅", **_PERIOD, "entered": 12, "left": 9, "present": 31}),
    words.LED_STATE: ("LED 大屏的闪存", {
        "flash_writes": 42, "flash_digest": "9f2c4be0a1d37785", "written_at": _PERIOD["from"], "pending": False,
    }),
    words.CAMERA_STATE: ("摄像头状态", {
        "online": False, "last_frame_at": _PERIOD["from"], "tampered": False, "reason": "frozen",
    }),
    words.COUNTS_MISSING: ("人数缺数", {"zone": "大厅", **_PERIOD, "reason": "frozen"}),
    words.SNAPSHOT_TAKEN: ("抓拍完成", {
        "ref": "http://nvr.example/snapshots/20260302T003105.jpg", "sha256": "0" * 64, "bytes": 48213,
        "taken_at": _PERIOD["from"],
    }),
}  # fmt: skip
PARAMETERS: Json = {
    "centre": {"description": "中心编号，[a-z0-9-]{1,32}", "examples": ["taozhu"]},
    "terminal": {"description": "终端编号，[a-z0-9-]{1,48}，不得为 board", "examples": ["kiosk-1"]},
}


def messages(schemas: Schemas) -> Json:
    """A message for each event and command of the protocol, and one for the changes of each board."""
    found = {f"up.{event}": _up(event, schemas) for event in sorted(SCHEMAS)}
    for command, payload in sorted(PAYLOADS.items()):
        found[f"down.{command}"] = _down(f"down.{command}", payload, command in EXPIRING_COMMANDS, schemas)
    for board, delta in BOARDS.items():
        found[board] = _down(board, delta, False, schemas)
    return found


def channels() -> Json:
    """One topic each; the tags are the kinds that have it."""
    found = {}
    for event in sorted(SCHEMAS):
        topic, kinds = "{terminal}/up/" + event, kinds_with(event, EVENTS)
        found[f"up.{event}"] = _channel(f"up.{event}", topic, UP[event][0], kinds)
    for command, payload in sorted(PAYLOADS.items()):
        topic, kinds = "{terminal}/down/" + command, kinds_with(command, COMMANDS)
        found[f"down.{command}"] = _channel(f"down.{command}", topic, payload.summary, kinds)
    displays = kinds_with(words.BOARD_SNAPSHOT, COMMANDS)
    for board, delta in BOARDS.items():
        # An LED board may show the queue (protocol 5.7), nothing else.
        shown = [kind for kind in displays if kind is not Kind.LED or board == f"board.{words.QUEUE}"]
        found[board] = _channel(board, board.replace(".", "/"), delta.summary, shown)
    return found


def operations() -> Json:
    """As *devices* does them: it receives what goes up and sends what goes down."""
    found = {}
    for event in sorted(SCHEMAS):
        found[f"receive.up.{event}"] = _operation("receive", f"up.{event}") | {"x-queue": UPLINK_QUEUE}
    answer = {
        "channel": reference("channels", ANSWER),
        "messages": [reference("channels", ANSWER, "messages", ANSWER)],
    }
    for command in sorted(PAYLOADS):
        found[f"send.down.{command}"] = _operation("send", f"down.{command}") | {"reply": answer}
    for board in BOARDS:
        found[f"send.{board}"] = _operation("send", board, messageExpiryInterval=DELTA_SECONDS)
    return found


def kinds_with(word: str, vocabulary: Mapping[Kind, Iterable[str]]) -> list[Kind]:
    """The kinds of terminal that have an event or a command."""
    return [kind for kind in Kind if word in vocabulary[kind]]


def _up(event: str, schemas: Schemas) -> Json:
    summary, data = UP[event]
    seq = None if event == words.GONE else 7
    sent = encode_up(f"{SESSION}-gone" if event == words.GONE else "0f6c1d9e", seq, SESSION, WHEN, data)
    required = () if event == words.GONE else ("seq",)
    payload = within(FROM_TERMINAL, schemas.add(f"up.{event}", SCHEMAS[event]), required=required)
    return _message(f"up.{event}", summary, payload, json.loads(sent))


def _down(name: str, told: Payload, expires: bool, schemas: Schemas) -> Json:
    until = WHEN + timedelta(seconds=60) if expires else None
    sent = body("0195e0c5", WHEN, dict(told.example), until)
    payload = within(TO_TERMINAL, schemas.add(name, told.schema), required=("expires",) if expires else ())
    return _message(name, told.summary, payload, sent)


def _message(name: str, summary: str, payload: Json, example: Json) -> Json:
    return {
        "name": name.partition(".")[2],
        "title": summary,
        "contentType": "application/json",
        "payload": payload,
        "examples": [{"name": "example", "payload": example}],
    }


def _channel(name: str, topic: str, summary: str, kinds: list[Kind]) -> Json:
    address = "hall/{centre}/" + topic
    parts = [part for part in PARAMETERS if f"{{{part}}}" in address]
    return {
        "address": address,
        "title": summary,
        "servers": [reference("servers", SERVER)],
        "messages": {name: reference("components", "messages", name)},
        "parameters": {part: reference("components", "parameters", part) for part in parts},
        "tags": [{"name": kind.value, "description": KINDS[kind]} for kind in kinds],
    }


def _operation(action: str, channel: str, **binding: Any) -> Json:
    return {
        "action": action,
        "channel": reference("channels", channel),
        "bindings": {"mqtt": {"qos": 1, "retain": False, **binding, **BINDING}},
        "x-service": "devices",
    }
