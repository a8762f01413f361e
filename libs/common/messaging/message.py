"""A message as it came from a queue."""

from __future__ import annotations

from dataclasses import dataclass

TRIES_HEADER = "x-tries"
FIRST_FAILED_HEADER = "x-first-failed-at"


@dataclass(frozen=True)
class RawMessage:
    """Body and routing key as they came, unread: the sender may be anybody."""

    routing_key: str
    body: bytes
    tries: int
    first_failed_at: str | None
    redelivered: bool
