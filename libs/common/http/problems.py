"""Errors as RFC 9457 problem+json: a stable ``code``, a Chinese ``title``, and the field that is wrong."""

import json
from traceback import format_tb
from typing import Any

import structlog
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.exceptions import HTTPException

from libs.common.actor import Cause
from libs.common.errors import Invalid, NotFound, Refused, messages_to_errors
from libs.common.http.answer import Answer
from libs.common.http.messages import in_chinese
from libs.common.identity.masking import mask_text

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:bianmin:problem:"

log = structlog.get_logger(__name__)


class MalformedRequest(Refused):
    """Not readable as what it says it is: broken JSON, a bad header, a cut body."""

    code, title, status = "malformed_request", "请求格式有误", 400


class NoSuchPath(NotFound):
    code, title = "no_such_path", "没有这个地址"


class MethodNotAllowed(Refused):
    code, title, status = "method_not_allowed", "该地址不支持此方法", 405


class RequestTooSlow(Refused):
    """The body did not arrive in time."""

    code, title, status = "request_too_slow", "请求内容未能及时送达", 408


class UnsupportedMediaType(Refused):
    code, title, status = "unsupported_media_type", "不支持的内容类型", 415


class PreconditionRequired(Refused):
    """The route changes something that others may change too: say which version was seen."""

    code, title, status = "precondition_required", "请用 If-Match 注明所见版本", 428


class Conflict(Refused):
    """Two requests made the same thing at once and the database let one through."""

    code, title, status = "conflict", "与已有数据冲突", 409


class InternalError(Refused):
    code, title, status = "internal_error", "系统内部错误，请稍后再试", 500


def invalid(error: ValidationError) -> Invalid:
    """marshmallow's complaints as Invalid, in Chinese."""
    flat = messages_to_errors(error.messages)
    return Invalid(errors=[{**entry, "message": in_chinese(entry["message"])} for entry in flat])


def refusal_from(error: Exception) -> Refused:
    """The refusal to answer ``error`` with. What is not foreseen is logged with its stack and told as 500."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, ValidationError):
        return invalid(error)
    if isinstance(error, HTTPException):
        return _from_werkzeug(error)
    if isinstance(error, IntegrityError) and is_duplicate(error):
        log.warning("http.conflict", error=type(error.orig).__name__)
        return Conflict()
    stack = "".join(format_tb(error.__traceback__))
    log.error("http.failed", error=type(error).__name__, message=_said(error), stack=stack)
    return InternalError()


def _said(error: Exception) -> str:
    """An unforeseen error's message for the log: the first line, masked.

    The lines after it are where databases quote the row, and SQLAlchemy the parameters.
    """
    text = str(error.orig if isinstance(error, DBAPIError) else error)
    return mask_text(text.partition("\n")[0])[:300]


def is_duplicate(error: DBAPIError) -> bool:
    """Whether a unique key was hit."""
    code = getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlite_errorname", "")
    return code in {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}


def _from_werkzeug(error: HTTPException) -> Refused:
    if error.code == 405:
        allowed = sorted(getattr(error, "valid_methods", None) or ())
        return MethodNotAllowed(allow=allowed)
    return NoSuchPath() if error.code == 404 else MalformedRequest()


def document(refused: Refused, instance: str) -> dict[str, Any]:
    """The problem's members. ``instance`` is the correlation id: what a person quotes to the operator."""
    problem: dict[str, Any] = {
        "type": TYPE_PREFIX + refused.code,
        "title": refused.title,
        "status": refused.status,
        "code": refused.code,
        "instance": instance,
    }
    if refused.detail:
        problem["detail"] = refused.detail
    if refused.field:
        problem["field"] = refused.field
    if isinstance(refused, Invalid) and refused.errors:
        problem["errors"] = refused.errors
    if refused.data:
        problem["data"] = refused.data
    return problem


def answer_to(error: Exception, cause: Cause) -> Answer:
    """The whole response to ``error``."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return Answer(error.code, headers=[("Location", getattr(error, "new_url", "/"))])
    refused = refusal_from(error)
    body = json.dumps(document(refused, cause.correlation_id), ensure_ascii=False, default=str).encode()
    return Answer(refused.status, body, MEDIA_TYPE, _headers_of(refused))


def _headers_of(refused: Refused) -> list[tuple[str, str]]:
    """What HTTP asks for beside the status: Allow, WWW-Authenticate, Retry-After."""
    if refused.status == 405:
        return [("Allow", ", ".join(refused.data.get("allow", ())))]
    if refused.status == 401:
        return [("WWW-Authenticate", "Bearer")]
    if refused.status in {429, 503}:
        return [("Retry-After", str(refused.data.get("retry_after", 1)))]
    return []
