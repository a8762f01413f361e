"""What to do with a delivery that failed: again later, or park it."""

from __future__ import annotations

import sqlite3
import traceback
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from libs.common.errors import Refused
from libs.common.messaging.message import RawMessage

SQLITE_AWAY = ("locked", "busy", "disk", "unable to open", "readonly")


@dataclass(frozen=True)
class Retry:
    """Come back after ``delay`` real seconds, having failed ``tries`` times."""

    delay: float
    tries: int


@dataclass(frozen=True)
class Park:
    """Set aside for a person, with why."""

    reason: str
    stack: str
    tries: int


def judge(error: BaseException, message: RawMessage, delays: list[float]) -> Retry | Park:
    """Decide by the kind of failure.

    A rule's refusal will not change: parked at once. An absent database is nobody's fault: tried for ever, at the
    delay reached and without counting. Anything else gets ``delays`` and is then parked.
    """
    if _infrastructure(error):
        return Retry(delays[min(message.tries, len(delays) - 1)], message.tries)
    tries = message.tries + 1
    if isinstance(error, Refused) or tries > len(delays):
        return Park(describe(error), "".join(traceback.format_exception(error)), tries)
    return Retry(delays[tries - 1], tries)


def describe(error: BaseException) -> str:
    """The reason in one line, for lists."""
    code = f"[{error.code}] " if isinstance(error, Refused) else ""
    return f"{code}{type(error).__name__}: {error}"[:500]


def first_failure(message: RawMessage, now: datetime) -> datetime:
    return datetime.fromisoformat(message.first_failed_at) if message.first_failed_at else now


def _infrastructure(error: BaseException) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError) and isinstance(error.orig, sqlite3.OperationalError):
        # SQLite says "operational" of a misspelt column as well: that is a fault of ours and not of the weather.
        return any(sign in str(error.orig) for sign in SQLITE_AWAY)
    return isinstance(error, OperationalError | InterfaceError | ConnectionError)
