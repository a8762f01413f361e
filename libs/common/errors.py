"""Refusals: what a rule says no with. One mapper at each edge turns them into an answer.

``code`` is stable and public; ``title`` is what a clerk reads.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that a rule refuses. Trying again without a change is pointless."""

    code = "refused"
    title = "操作被拒绝"
    status = 409
    kept = False
    """Whether what the action wrote stands although it refuses: for a wrong code, which is counted."""

    def __init__(self, detail: str = "", *, field: str | None = None, **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.field = field
        self.data = data


class NotFound(Refused):
    code, title, status = "not_found", "没有找到", 404


class Invalid(Refused):
    """Input that breaks its schema. ``errors`` is a list of ``{"field", "message"}``."""

    code, title, status = "invalid", "填写有误", 422

    def __init__(self, detail: str = "", *, errors: list[dict[str, str]] | None = None, **data: Any) -> None:
        super().__init__(detail, **data)
        self.errors = errors or []


class Unauthenticated(Refused):
    code, title, status = "unauthenticated", "请先登录", 401


class Forbidden(Refused):
    code, title, status = "forbidden", "没有权限", 403


class StaleVersion(Refused):
    """The row was changed by someone else since it was read."""

    code, title, status = "stale_version", "内容已被他人修改，请刷新后再试", 412


class IdempotencyConflict(Refused):
    code, title, status = "idempotency_conflict", "同一幂等键对应了不同的请求", 409


class TooLarge(Refused):
    code, title, status = "too_large", "内容过大", 413


class TooMany(Refused):
    code, title, status = "too_many", "请求过于频繁，请稍后再试", 429


class Timeout(Refused):
    code, title, status = "timeout", "处理超时，请重试", 503


def messages_to_errors(messages: Any, prefix: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as a flat list of ``{"field", "message"}``."""
    if isinstance(messages, dict):
        return [
            error
            for key, value in messages.items()
            for error in messages_to_errors(value, f"{prefix}.{key}" if prefix else str(key))
        ]
    found = messages if isinstance(messages, list) else [messages]
    return [{"field": prefix.removesuffix("._schema"), "message": str(message)} for message in found]
