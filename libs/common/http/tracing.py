"""Correlation: X-Correlation-Id and W3C traceparent, taken from the caller and carried on."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from libs.common.actor import Cause
from libs.common.ids import new_id

_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{8,64}")
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


def cause_of(environ: Mapping[str, Any]) -> Cause:
    """Why this call happens. Headers that do not fit are passed over: tracing must not refuse anybody."""
    given = environ.get("HTTP_X_CORRELATION_ID", "")
    correlation_id = given if _CORRELATION.fullmatch(given) else new_id()
    caller = _TRACEPARENT.fullmatch(environ.get("HTTP_TRACEPARENT", ""))
    trace, flags = (caller[1], caller[2]) if caller else (secrets.token_hex(16), "00")
    return Cause(correlation_id, None, f"00-{trace}-{secrets.token_hex(8)}-{flags}")


def headers_of(cause: Cause) -> list[tuple[str, str]]:
    """The answer's headers that name the trace."""
    return [("X-Correlation-Id", cause.correlation_id), ("traceparent", cause.traceparent or "")]
