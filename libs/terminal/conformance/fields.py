"""The members of each event's ``data`` (docs/terminal-protocol.md, sections 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from libs.terminal import envelope, vocabulary
from libs.terminal.camera.source import SNAPSHOT_LIMIT
from libs.terminal.vocabulary import FaultCode, Key, Kind, Level, OutcomeName, Unseen

Test = Callable[[Any], bool]


def text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def moment(value: Any) -> bool:
    """RFC 3339, written in UTC."""
    try:
        envelope.instant(value)
    except envelope.Malformed:
        return False
    return bool(value.endswith("Z"))


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def revisions(value: Any) -> bool:
    return isinstance(value, dict) and all(whole(each) for each in value.values())


def one_of(words: Any) -> Test:
    allowed = {str(word) for word in words}
    return lambda value: isinstance(value, str) and value in allowed


def reason(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


def moment_or_null(value: Any) -> bool:
    return value is None or moment(value)


def text_or_null(value: Any) -> bool:
    return value is None or text(value)


def reference(value: Any) -> bool:
    """Where a picture lies: an address or an absolute path, never the picture itself."""
    return isinstance(value, str) and len(value) <= 300 and value.startswith(("http://", "https://", "/"))


def sha256(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def small(value: Any) -> bool:
    return whole(value) and 0 < value <= SNAPSHOT_LIMIT


# A name ending in ``?`` may be absent.
_FIELDS: Final[Mapping[str, Mapping[str, Test]]] = {
    vocabulary.HELLO: {
        "kind": one_of(Kind), "firmware": text, "capabilities": texts, "session": text, "boards": revisions,
    },
    vocabulary.GONE: {"session": text},
    vocabulary.HEARTBEAT: {},
    vocabulary.FAULT: {"code": one_of(FaultCode), "state": one_of(("raised", "cleared")), "detail?": text},
    vocabulary.ACKNOWLEDGED: {"command_id": text, "outcome": one_of(OutcomeName), "reason?": reason},
    vocabulary.TICKET_REQUESTED: {
        "press_id": text, "business_class": text, "priority_ground?": text, "further?": texts,
    },
    vocabulary.TICKET_PRINTED: {
        "ticket_id": text,
        "outcome": one_of(("printed", "failed")),
        "fault?": one_of([*FaultCode, "interrupted"]),
    },
    vocabulary.KEY_PRESSED: {"window": text, "key": one_of(Key), "ticket_id?": text, "clerk?": text},
    vocabulary.RATED: {"handling_id": text, "level": one_of(Level), "indicators": texts},
    vocabulary.RESYNC_REQUESTED: {"board": text, "held": whole},
    vocabulary.PLAYED: {"code": text, "from": moment, "until": moment, "times": whole},
    vocabulary.LED_STATE: {
        "flash_writes": whole, "flash_digest": text_or_null, "written_at": moment_or_null, "pending": flag,
    },
    vocabulary.COUNTS_MISSING: {"zone": text, "from": moment, "until": moment, "reason": one_of(Unseen)},
    vocabulary.SNAPSHOT_TAKEN: {"ref": reference, "sha256": sha256, "bytes": small, "taken_at": moment},
    vocabulary.PEOPLE_COUNTED: {
        "zone": text, "from": moment, "until": moment, "entered": whole, "left": whole, "present": whole,
    },
    vocabulary.CAMERA_STATE: {
        "online": flag, "last_frame_at": moment_or_null, "tampered": flag, "reason?": one_of(Unseen),
    },
}  # fmt: skip
# Digits standing alone: inside an identifier they mean nothing.
_MOBILE: Final = re.compile(r"(?<![0-9A-Za-z-])1[3-9]\d{9}(?![0-9A-Za-z-])")
_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z-])\d{17}[0-9Xx](?![0-9A-Za-z-])")


def broken(event: str, data: Mapping[str, Any]) -> str | None:
    """The first member that is not as described, or None. Members not described are ignored."""
    for name, test in _FIELDS[event].items():
        member = name.removesuffix("?")
        if member not in data:
            if member == name:
                return f"{member} 缺失"
        elif not test(data[member]):
            return f"{member} 不符合协议"
    return None


def personal(value: Any) -> bool:
    """Whether a mobile or an id number (公民身份号码) stands in any text."""
    return any(_MOBILE.search(each) or _ID_NUMBER.search(each) for each in _texts_in(value))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)
