"""The payloads: one JSON object of at most 16 KiB, UTF-8, with times in RFC 3339.

Up: ``id seq session at data``. Down and board: ``id at expires? data``. Unknown members are ignored when read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

LIMIT: Final = 16 * 1024
"""Most bytes a payload may have."""
ID_LIMIT: Final = 64
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)\Z")


class Malformed(ValueError):
    """The payload breaks the protocol. The text says how, without repeating the payload."""


class TooLarge(ValueError):
    """The payload would pass LIMIT."""


@dataclass(frozen=True)
class UpMessage:
    """An event as the centre reads it. ``seq`` is None for ``gone`` alone, which stands outside the count."""

    id: str
    seq: int | None
    session: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class DownMessage:
    """A command or a board delta as a terminal reads it. ``expires`` None means it stays good."""

    id: str
    at: datetime
    expires: datetime | None
    data: dict[str, Any]

    def expired(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now


def stamp(moment: datetime) -> str:
    """``moment`` in RFC 3339, UTC, milliseconds. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be sent")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text: object, member: str = "at") -> datetime:
    """The aware UTC time that ``text`` tells. Raises Malformed."""
    if not isinstance(text, str) or not _RFC3339.match(text):
        raise Malformed(f"{member}: not an RFC 3339 time")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed(f"{member}: no such time") from error


def encode_up(
    message_id: str, seq: int | None, session: str, at: datetime, data: Mapping[str, Any]
) -> bytes:
    """Raises TooLarge, and ValueError for what JSON cannot say (NaN, naive times)."""
    body: dict[str, Any] = {"id": message_id, "session": session, "at": stamp(at), "data": data}
    if seq is not None:
        body["seq"] = seq
    return _dump(body)


def encode_down(
    message_id: str, at: datetime, data: Mapping[str, Any], expires: datetime | None = None
) -> bytes:
    """Raises TooLarge, and ValueError for what JSON cannot say."""
    body: dict[str, Any] = {"id": message_id, "at": stamp(at), "data": data}
    if expires is not None:
        body["expires"] = stamp(expires)
    return _dump(body)


def decode_up(payload: bytes) -> UpMessage:
    """Raises Malformed."""
    body = _load(payload)
    seq = body.get("seq")
    if seq is not None and (type(seq) is not int or seq < 1):
        raise Malformed("seq: not a whole number from 1")
    return UpMessage(
        _text(body, "id"), seq, _text(body, "session"), instant(body.get("at")), _data(body)
    )


def decode_down(payload: bytes) -> DownMessage:
    """Raises Malformed."""
    body = _load(payload)
    expires = body.get("expires")
    return DownMessage(
        _text(body, "id"),
        instant(body.get("at")),
        None if expires is None else instant(expires, "expires"),
        _data(body),
    )


def _dump(body: dict[str, Any]) -> bytes:
    payload = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    if len(payload) > LIMIT:
        raise TooLarge(f"{len(payload)} bytes; a payload may have {LIMIT}")
    return payload


def _load(payload: bytes) -> dict[str, Any]:
    if len(payload) > LIMIT:
        raise Malformed(f"{len(payload)} bytes; a payload may have {LIMIT}")
    try:
        body = json.loads(payload.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    except RecursionError as error:
        raise Malformed("nested too deep") from error
    except ValueError as error:
        raise Malformed("not JSON") from error
    if not isinstance(body, dict):
        raise Malformed("not a JSON object")
    return body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _text(body: dict[str, Any], member: str) -> str:
    value = body.get(member)
    if not isinstance(value, str) or not 1 <= len(value) <= ID_LIMIT:
        raise Malformed(f"{member}: not a text of 1 to {ID_LIMIT} characters")
    return value


def _data(body: dict[str, Any]) -> dict[str, Any]:
    data = body.get("data")
    if not isinstance(data, dict):
        raise Malformed("data: not an object")
    return data
