"""What a route answers with, ready to be sent, stored for a replay, or compared by its ETag."""

import json
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """A finished response. A handler may return one itself: a file, a redirect, plain text."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def text(cls, text: str, status: int = 200) -> "Answer":
        return cls(status, text.encode(), TEXT)

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: list[tuple[str, str]] | None = None) -> "Answer":
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(status, body, JSON, headers or [])

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def version_of(result: Any) -> int | None:
    """The version that the ETag tells, of a row or a dict that has one."""
    version = result.get("version") if isinstance(result, dict) else getattr(result, "version", None)
    return version if isinstance(version, int) else None


def etag(version: int) -> str:
    return f'"{version}"'
