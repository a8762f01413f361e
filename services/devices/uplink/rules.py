"""Reading what came over the wire. Pure: nothing here raises for bad input but BadUplink, which says why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn

from marshmallow import Schema, ValidationError

from libs.terminal import envelope, topics
from libs.terminal.vocabulary import EVENTS, GONE, HEARTBEAT, HELLO, KEY_PRESSED, Kind

LIMIT: Final = envelope.LIMIT
DEEPEST: Final = 8
HEAD: Final = 200
SEQ_LIMIT: Final = 2**31 - 1
CODES: Final = {
    "bad_topic": "not a topic of a terminal's event",
    "unknown_terminal": "no terminal of that id",
    "not_approved": "the terminal may not speak",
    "wrong_centre": "the terminal belongs to another centre",
    "too_large": "more than 16 KiB",
    "not_json": "not a JSON text in UTF-8",
    "too_deep": "nested deeper than 8",
    "bad_text": "a text that cannot be stored (NUL, lone surrogate)",
    "not_object": "not a JSON object",
    "bad_envelope": "id, seq, session, at or data is missing or wrong",
    "unknown_event": "no event that this kind of terminal has",
    "bad_data": "data breaks the event's schema",
    "wrong_kind": "hello names another kind than was registered",
    "wrong_session": "hello names another session than its envelope",
    "wrong_window": "a key for another window than the caller's",
}
"""Why a message is refused. Public: in metrics, the API and docs/terminal-protocol.md."""


class BadUplink(ValueError):
    """A message that is refused; ``code`` is one of CODES."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or CODES[code])
        self.code = code


@dataclass(frozen=True)
class Speaker:
    """What is registered of the terminal that a topic names."""

    id: str
    kind: str
    centre: str
    window: int | None
    state: str


@dataclass(frozen=True)
class Heard:
    """A well-formed message. ``at`` is the terminal's time, UTC; ``data`` holds Python values."""

    speaker: Speaker
    event: str
    id: str
    seq: int | None
    session: str
    at: datetime
    data: dict[str, Any]

    @property
    def key(self) -> str:
        """What a message is the same by: its terminal and id."""
        return f"{self.speaker.id}/{self.id}"


def addressed(routing_key: str) -> topics.Up:
    """Terminal, centre and event that a routing key names. Raises BadUplink."""
    try:
        topic = topics.parse(routing_key.replace(".", "/"))
    except topics.BadTopic as error:
        raise BadUplink("bad_topic") from error
    if not isinstance(topic, topics.Up):
        raise BadUplink("bad_topic")
    return topic


def is_heartbeat(routing_key: str) -> bool:
    """Whether a message only says that its terminal is there: nobody waits for it, and twice is as good as once."""
    return routing_key.endswith(f".{HEARTBEAT}")


def entitled(topic: topics.Up, speaker: Speaker | None) -> Speaker:
    """The terminal, if it may speak on ``topic``. Raises BadUplink."""
    if speaker is None:
        raise BadUplink("unknown_terminal")
    if speaker.state != "approved":
        raise BadUplink("not_approved")
    if speaker.centre != topic.centre:
        raise BadUplink("wrong_centre")
    return speaker


def read(body: bytes, event: str, speaker: Speaker, schemas: dict[str, Schema]) -> Heard:
    """The message. Raises BadUplink."""
    raw = _object(body)
    try:
        seq, data = raw.get("seq"), raw.get("data")
        heard_id, session = _name(raw.get("id")), _name(raw.get("session"))
        at = envelope.instant(raw.get("at"))
        if not isinstance(data, dict) or at.year < 2000 or at.year > 2099:
            raise BadUplink("bad_envelope")
        if not (seq is None and event == GONE) and not (type(seq) is int and 1 <= seq <= SEQ_LIMIT):
            raise BadUplink("bad_envelope", "seq: not a whole number from 1")
    except envelope.Malformed as error:
        raise BadUplink("bad_envelope", str(error)) from error
    if event not in EVENTS[Kind(speaker.kind)]:
        raise BadUplink("unknown_event")
    try:
        loaded: dict[str, Any] = schemas[event].load(data)
    except (ValidationError, OverflowError) as error:
        names = ", ".join(sorted(map(str, error.messages))) if isinstance(error, ValidationError) else "time"
        raise BadUplink("bad_data", names[:HEAD]) from error
    _in_keeping(event, speaker, session, loaded)
    return Heard(speaker, event, heard_id, seq, session, at, loaded)


def head(body: bytes) -> str:
    """The first bytes for a person to look at, printable whatever they are."""
    return "".join(chr(byte) if 32 <= byte < 127 and byte != 92 else f"\\x{byte:02x}" for byte in body[:HEAD])


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > LIMIT:
        raise BadUplink("too_large")
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(body) > DEEPEST:
        raise BadUplink("too_deep")
    try:
        raw = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadUplink("not_json") from error
    if not isinstance(raw, dict):
        raise BadUplink("not_object")
    if b"\\u" in body and not _storable(raw):
        raise BadUplink("bad_text")
    return raw


def _depth(body: bytes) -> int:
    """How deep brackets nest, before any parser is trusted with them; brackets inside texts do not count."""
    deepest = level = 0
    inside = escaped = False
    for byte in body:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def _storable(value: Any) -> bool:
    """Escapes can smuggle in what UTF-8 and databases refuse."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_storable(key) and _storable(each) for key, each in value.items())
    return not isinstance(value, list) or all(map(_storable, value))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _name(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= envelope.ID_LIMIT:
        raise BadUplink("bad_envelope", "id, session: not a text of 1 to 64 characters")
    return value


def _in_keeping(event: str, speaker: Speaker, session: str, data: dict[str, Any]) -> None:
    if event == HELLO and data["kind"] != speaker.kind:
        raise BadUplink("wrong_kind")
    if event == HELLO and data["session"] != session:
        raise BadUplink("wrong_session")
    if event == KEY_PRESSED and speaker.window not in (None, data["window"]):
        raise BadUplink("wrong_window")
