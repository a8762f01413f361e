"""Logs: one JSON object a line, with the trace of what it belongs to. Nothing personal is ever logged."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.contextvars import merge_contextvars
from structlog.types import EventDict

from libs.common.columns import to_json


def configure_logging(level: str = "INFO") -> None:
    """Send structlog and the standard library's logs to standard error as JSON. Called once per process."""
    shared: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _render,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # These say each frame or each worker; what matters of them is in our own lines.
    for noisy in ("amqp", "kombu", "nameko.containers", "nameko.web.server"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL if noisy == "nameko.containers" else logging.WARNING)


def _render(_logger: Any, _method: str, entry: EventDict) -> str:
    return to_json({key: _plain(value) for key, value in entry.items()})


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None | list | dict) else str(value)
