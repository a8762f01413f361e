"""Life of a command (指令). It is settled once: by the terminal's answer, by its expiry, or by a later one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from libs.common.clock import Clock
from libs.common.errors import Refused
from libs.terminal.envelope import stamp

MOVES: Final = {
    "send": ({"queued"}, "sent"),
    "send-again": ({"sent"}, "sent"),
    "acknowledge-done": ({"queued", "sent"}, "done"),
    "acknowledge-failed": ({"queued", "sent"}, "failed"),
    "expire": ({"queued", "sent"}, "expired"),
    "supersede": ({"queued", "sent"}, "cancelled"),
    "cancel": ({"queued", "sent"}, "cancelled"),
}
"""Move → (from, to)."""
OPEN: Final = ("queued", "sent")
STATE_AFTER: Final = {"done": "done", "failed": "failed", "expired": "expired", "refused": "failed"}
"""Outcome that the terminal tells → state."""
LATEST_ONLY: Final = frozenset(
    {"window-state", "board-snapshot", "playlist", "emergency", "ticker", "reannounce", "configure"}
)
"""Commands of which only the newest means anything to a terminal that was away."""
BRIEFLY_HELD: Final = frozenset({"emergency"})
"""Commands that the broker keeps for a terminal only for HELD_SECONDS: one that comes later is told afresh when it
says hello, and must not find there what is over by then."""
HELD_SECONDS: Final = 10.0
"""Real seconds."""
ANSWER_PATIENCE: Final = 2.0
"""Real seconds past its expiry in which a command may still be answered: it was shown in time, the answer is late."""
RESENT_AT_MOST: Final = 100
AGAIN_AFTER: Final = timedelta(seconds=30)
"""Real time without an answer after which a command goes again to a terminal that is there; doubled each time."""
SENT_AT_MOST: Final = 5
"""So many times in one session; then again when it next says hello."""
RESTART_TTL: Final = 600
"""Seconds (hall time): who restarts a terminal means now, not when it comes back the day after."""


class NotCancellable(Refused):
    code, title = "command_settled", "指令已有结果，不能撤销"


def again_at(attempts: int, real_now: datetime) -> datetime | None:
    """When (real time) a command that was sent ``attempts`` times goes again; None: not in this session."""
    return None if attempts >= SENT_AT_MOST else real_now + AGAIN_AFTER * 2 ** (attempts - 1)


def body(command_id: str, at: datetime, data: dict[str, Any], expires_at: datetime | None) -> dict[str, Any]:
    """The payload of docs/terminal-protocol.md."""
    payload: dict[str, Any] = {"id": command_id, "at": stamp(at), "data": data}
    if expires_at is not None:
        payload["expires"] = stamp(expires_at)
    return payload


def hall_span(clock: Clock, real_seconds: float) -> timedelta:
    """How much hall time passes in ``real_seconds``."""
    return timedelta(seconds=real_seconds / clock.real_seconds(1.0))


def topic(centre: str, terminal: str, command: str) -> str:
    """The routing key, which the broker reads as ``hall/<centre>/<terminal>/down/<command>``."""
    return f"hall.{centre}.{terminal}.down.{command}"
