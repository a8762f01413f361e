"""Life of a terminal and its secret. 256 random bits need no slow hash: kept as SHA-256, told once."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from typing import Final

from libs.common.errors import Refused
from libs.terminal.vocabulary import Kind

MOVES: Final = {
    "approve": ({"registered", "revoked"}, "approved"),
    "revoke": ({"registered", "approved"}, "revoked"),
}
"""Move → (from, to)."""
KINDS: Final = tuple(kind.value for kind in Kind)
RESERVED_IDS: Final = frozenset({"board", "bianmin"})
"""``board`` is a part of the topic grammar, ``bianmin`` the services' own user at the broker."""
CUT_OFF_FOR: Final = timedelta(seconds=6)
"""How long connections of a terminal that lost its right are closed: the broker may believe an old answer
for two seconds (libs/common/broker/config.py), and let it in again meanwhile. Real time."""
LAST_LOOK: Final = timedelta(seconds=1)
"""How long after that the last look may take; only then is the terminal let in with its new secret."""
_ID: Final = re.compile(r"[a-z0-9-]{1,48}")
_CENTRE: Final = re.compile(r"[a-z0-9-]{1,32}")


class TerminalExists(Refused):
    code, title = "terminal_exists", "终端编号已被使用"


class TerminalNotMovable(Refused):
    code, title = "terminal_state", "终端当前状态不允许此操作"


class BadTerminalId(Refused):
    code, title, status = "bad_terminal_id", "终端编号只能用小写字母、数字和连字符", 422


class NoWindow(Refused):
    code, title, status = "window_required", "此类终端必须指明窗口", 422


KINDS_AT_A_WINDOW: Final = frozenset({"caller", "window_screen", "evaluator"})


def check_registration(terminal: str, kind: str, centre: str, window: int | None) -> None:
    """Raises BadTerminalId for what the topic grammar has no room for, NoWindow for a caller without a window."""
    if not _ID.fullmatch(terminal) or terminal in RESERVED_IDS:
        raise BadTerminalId(terminal, field="id")
    if not _CENTRE.fullmatch(centre) or centre == "board":
        raise BadTerminalId(centre, field="centre")
    if kind in KINDS_AT_A_WINDOW and window is None:
        raise NoWindow(field="window")


def new_secret() -> str:
    """256 random bits as text; shown once, never kept."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, kept: str | None) -> bool:
    """Whether ``secret`` is the one whose digest was kept; constant time."""
    return kept is not None and hmac.compare_digest(digest(secret), kept)
