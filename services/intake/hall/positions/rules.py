"""Who may look at a position, and what is said of it."""

from __future__ import annotations

from libs.common.errors import Refused
from services.intake.hall.queue.rules import AT_WINDOW, HELD, WAITING

MOST_PLACES = 20
"""The earliest notice that a person may ask for: when they are so many-th in line."""


class NoSuchPosition(Refused):
    """No ticket of today has this token. One that never was, is malformed or has expired is answered alike."""

    code, title, status = "no_such_position", "排队查询地址无效或已过期", 404


def shows_place(state: str) -> bool:
    """Whether people ahead and the estimate mean anything."""
    return state == WAITING


def shows_window(state: str) -> bool:
    """Whether there is a window to go, or to come back, to."""
    return state in (*AT_WINDOW, HELD)
