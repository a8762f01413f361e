"""The life of a window on a day."""

from __future__ import annotations

from libs.common.errors import Refused

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
STATES = (OPEN, PAUSED, CLOSED)

# verb: states it may start from, state it leads to
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "pause": ((OPEN,), PAUSED),
    "close": ((OPEN, PAUSED), CLOSED),
    "open": ((PAUSED, CLOSED), OPEN),
}
MESSAGES = {PAUSED: "暂停服务，请稍候", CLOSED: "窗口已关闭"}
"""What the displays show when the clerk says nothing else."""


class WindowNotOpen(Refused):
    code, title = "window_not_open", "窗口已暂停或关闭，请先恢复"


class AlreadyPaused(Refused):
    code, title = "window_not_pausable", "窗口已暂停或已关闭"


class AlreadyClosed(Refused):
    code, title = "window_already_closed", "窗口已经关闭"


class AlreadyOpen(Refused):
    code, title = "window_already_open", "窗口已经开放"


ILLEGAL: dict[str, type[Refused]] = {"pause": AlreadyPaused, "close": AlreadyClosed, "open": AlreadyOpen}
