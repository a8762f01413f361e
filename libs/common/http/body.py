"""Reading a request's body and query: bounded, strict, and never more than the database can hold."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from eventlet import Timeout as Alarm
from eventlet.wsgi import ChunkReadError

from libs.common.errors import Invalid, TooLarge
from libs.common.http.problems import MalformedRequest, RequestTooSlow, UnsupportedMediaType

JSON_LIMIT = 256 * 1024
FILE_LIMIT = 5 * 1024 * 1024
DEPTH_LIMIT = 32
DRAIN_LIMIT = 1024 * 1024
DRAIN_SECONDS = 2.0
QUERY_FIELDS = 100
INTEGER_LIMIT = 2**63
_JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json", re.IGNORECASE)
_FORM_TYPE = "application/x-www-form-urlencoded"
_NAMED = re.compile(r"(?i:filename)\*=(?i:utf-8)'[\w-]*'([\w%.~!#$&+^`|-]{1,1000})")


def read_body(environ: Mapping[str, Any], limit: int, seconds: float) -> bytes:
    """The whole body. Raises TooLarge, RequestTooSlow or MalformedRequest (cut off, bad chunks)."""
    stream, announced = environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0)
    if announced > limit:
        _dismiss(environ)
        raise TooLarge(f"请求内容不能超过 {limit // 1024} KiB", limit=limit)
    try:
        with Alarm(seconds):
            content: bytes = stream.read(limit + 1)
    except Alarm:
        environ["bianmin.close"]()
        raise RequestTooSlow() from None
    except (ChunkReadError, OSError) as error:
        environ["bianmin.close"]()
        raise MalformedRequest() from error
    if len(content) > limit:
        _dismiss(environ)
        raise TooLarge(f"请求内容不能超过 {limit // 1024} KiB", limit=limit)
    if len(content) < announced:
        environ["bianmin.close"]()
        raise MalformedRequest("请求内容不完整")
    return content


def _dismiss(environ: Mapping[str, Any]) -> None:
    """Read a little of what nobody wants, so that the client gets to see the answer, then close."""
    environ["bianmin.close"]()
    stream = environ["wsgi.input"]
    if stream.should_send_hundred_continue:
        return
    left = DRAIN_LIMIT
    try:
        with Alarm(DRAIN_SECONDS, False):
            while left > 0 and (piece := stream.read(min(left, 65536))):
                left -= len(piece)
    except (ChunkReadError, OSError):
        return  # the client has gone or talks nonsense: closing is all there is to do


def parse_json(environ: Mapping[str, Any], content: bytes) -> Any:
    """The body as JSON values that every database and header can carry.

    Raises UnsupportedMediaType, MalformedRequest (not JSON, NaN, too deep) and Invalid (a text or number that
    cannot be stored).
    """
    if not content:
        return {}
    if not _JSON_TYPE.fullmatch(_media_type(environ)):
        raise UnsupportedMediaType("请求内容应为 application/json")
    try:
        value = json.loads(content, parse_constant=_no_constant)
    except RecursionError:
        raise MalformedRequest("JSON 嵌套过深") from None
    except ValueError as error:
        raise MalformedRequest("请求内容不是有效的 JSON") from error
    check_storable(value)
    return value


def parse_form(environ: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """The body as form fields. Raises UnsupportedMediaType, MalformedRequest, Invalid."""
    if content and _media_type(environ) != _FORM_TYPE:
        raise UnsupportedMediaType(f"请求内容应为 {_FORM_TYPE}")
    try:
        return parse_query(content.decode("ascii"), ())
    except UnicodeDecodeError as error:
        raise MalformedRequest("表单应为百分号编码") from error


def parse_query(text: str, lists: Collection[str]) -> dict[str, Any]:
    """Query parameters by name; those named in ``lists`` as lists, any other must come once."""
    if not text:
        return {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=QUERY_FIELDS, errors="strict")
    except ValueError as error:
        raise MalformedRequest("查询参数有误") from error
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in lists:
            found.setdefault(name, []).append(value)
        elif name in found:
            raise Invalid(errors=[{"field": name, "message": "只能给一个值"}])
        else:
            found[name] = value
    check_storable(found)
    return found


def check_storable(value: Any) -> None:
    """Raises MalformedRequest when nested deeper than DEPTH_LIMIT, Invalid for what no column takes.

    Those are NUL and lone surrogates in a text, and integers beyond 64 bits.
    """
    level, depth = [value], 0
    while level:
        if depth > DEPTH_LIMIT:
            raise MalformedRequest("JSON 嵌套过深")
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, str):
                check_text(item)
            elif isinstance(item, dict):
                deeper += item.keys()
                deeper += item.values()
            elif isinstance(item, list):
                deeper += item
            elif isinstance(item, int) and not -INTEGER_LIMIT <= item < INTEGER_LIMIT:
                raise Invalid("数字超出范围")
        level, depth = deeper, depth + 1


def check_text(text: str) -> None:
    """Raises Invalid for a text that PostgreSQL or UTF-8 refuses."""
    if "\0" in text:
        raise Invalid("文字中含有空字符")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Invalid("文字中含有不成对的代理码") from error


def read_file(environ: Mapping[str, Any], limit: int, seconds: float, media_types: Collection[str]) -> bytes:
    """The body as it came, if it says to be one of ``media_types``; what it is, the reader of its content decides.

    Raises UnsupportedMediaType, TooLarge, RequestTooSlow, MalformedRequest.
    """
    if _media_type(environ) not in media_types:
        raise UnsupportedMediaType("请求内容应为 " + "、".join(media_types))
    return read_body(environ, limit, seconds)


def file_name(environ: Mapping[str, Any]) -> str:
    """The name that ``Content-Disposition: attachment; filename*=UTF-8''…`` (RFC 8187) gives a body, or "".

    A header because addresses are logged and names tell of people. Raises Invalid for what cannot be stored.
    """
    found = _NAMED.search(environ.get("HTTP_CONTENT_DISPOSITION") or "")
    name = unquote(found[1]) if found else ""
    check_text(name)
    return name


def _media_type(environ: Mapping[str, Any]) -> str:
    kind: str = (environ.get("CONTENT_TYPE") or "").partition(";")[0]
    return kind.strip().lower()


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
