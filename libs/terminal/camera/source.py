"""What an agent asks a camera or its recorder, over HTTP: state, counters, one still picture.

``GET <base>/status`` → ``{"online", "last_frame_at", "frame", "tampered", "brightness"?}``;
``GET <base>/counts`` → ``{"since", "at", "zones": [{"zone", "entered", "left", "present"}]}``, running totals since the
counter began; ``GET <base>/snapshot`` → a picture. A recorder with another interface gets its own ``Source``.
"""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from libs.terminal.envelope import Malformed, instant

JSON_LIMIT: Final = 64 * 1024
SNAPSHOT_LIMIT: Final = 5 * 1024 * 1024
"""Bytes of a still picture; a larger one is not taken."""
MOST_ZONES: Final = 32
_COUNT_LIMIT: Final = 2**53


class SourceFailed(Exception):
    """No answer that makes sense, within the time. The text says why, without repeating the answer."""


@dataclass(frozen=True)
class Status:
    """``frame`` names the latest picture (number or digest): one that stays the same is a frozen camera."""

    online: bool
    last_frame_at: datetime | None
    frame: str
    tampered: bool
    brightness: int | None = None


@dataclass(frozen=True)
class Tally:
    """Running totals of one zone; ``present`` is how many are in it now."""

    entered: int
    left: int
    present: int


@dataclass(frozen=True)
class Counters:
    """``since`` names the counter's beginning: another value means that it began anew."""

    since: datetime
    at: datetime
    zones: Mapping[str, Tally]


class Source(Protocol):
    """Blocking; called outside the network loop. All raise SourceFailed."""

    def status(self) -> Status: ...

    def counts(self) -> Counters: ...

    def snapshot(self) -> bytes: ...


class HttpSource:
    """``timeout`` in seconds bounds each answer as a whole: a source that drips does not hold the agent up."""

    def __init__(self, base: str, *, user: str = "", password: str = "", timeout: float = 3.0) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an http address: {base}")
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._path = parts.path.rstrip("/")
        self._timeout = timeout
        self._headers = {"Accept": "*/*", "Connection": "close"}
        if user:
            token = base64.b64encode(f"{user}:{password}".encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"

    def status(self) -> Status:
        told = self._object("/status")
        frame, brightness = told.get("frame"), told.get("brightness")
        seen = told.get("last_frame_at")
        if not isinstance(told.get("online"), bool) or not isinstance(told.get("tampered"), bool):
            raise SourceFailed("status: online, tampered: not true or false")
        if not isinstance(frame, str | int) or not (brightness is None or type(brightness) is int):
            raise SourceFailed("status: frame, brightness: neither text nor number")
        return Status(
            told["online"], None if seen is None else _moment(seen), str(frame)[:80], told["tampered"], brightness
        )

    def counts(self) -> Counters:
        told = self._object("/counts")
        zones = told.get("zones")
        if not isinstance(zones, list) or len(zones) > MOST_ZONES:
            raise SourceFailed(f"counts: zones: not a list of at most {MOST_ZONES}")
        return Counters(_moment(told.get("since")), _moment(told.get("at")), dict(map(_zone, zones)))

    def snapshot(self) -> bytes:
        picture = self._get("/snapshot", SNAPSHOT_LIMIT)
        if not picture:
            raise SourceFailed("snapshot: empty")
        return picture

    def _object(self, path: str) -> dict[str, Any]:
        try:
            told = json.loads(self._get(path, JSON_LIMIT))
        except (ValueError, RecursionError) as error:
            raise SourceFailed(f"{path}: not JSON") from error
        if not isinstance(told, dict):
            raise SourceFailed(f"{path}: not a JSON object")
        return told

    def _get(self, path: str, limit: int) -> bytes:
        deadline = time.monotonic() + self._timeout
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=self._timeout)
        try:
            connection.request("GET", self._path + path, headers=self._headers)
            answer = connection.getresponse()
            if answer.status != 200:
                raise SourceFailed(f"{path}: status {answer.status}")
            body = b""
            while chunk := answer.read1(65536):
                body += chunk
                if len(body) > limit:
                    raise SourceFailed(f"{path}: more than {limit} bytes")
                if time.monotonic() > deadline:
                    raise SourceFailed(f"{path}: too slow")
            return body
        except (OSError, http.client.HTTPException) as error:
            raise SourceFailed(f"{path}: {type(error).__name__}") from error
        finally:
            connection.close()


def _moment(value: object) -> datetime:
    try:
        return instant(value)
    except Malformed as error:
        raise SourceFailed("a time is missing or wrong") from error


def _zone(told: object) -> tuple[str, Tally]:
    if not isinstance(told, dict) or not isinstance(told.get("zone"), str) or not 1 <= len(told["zone"]) <= 80:
        raise SourceFailed("counts: a zone has no name")
    return told["zone"], Tally(*(_total(told.get(name)) for name in ("entered", "left", "present")))


def _total(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _COUNT_LIMIT:
        raise SourceFailed("counts: not whole numbers")
    return value
