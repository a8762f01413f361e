"""Life of a call on its way to people (叫号送达). Pure.

A call is *delivered* when the screen over its window, the announcer or a hall display has answered ``done``.
Until then it goes on by the clock: sent again, then elsewhere, then an alarm at the window, once.
The steps are counted in real time: answering is a matter of device and network, not of the hall's day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

MOVES: Final = {
    "send-again": ({"sent"}, "again"),
    "send-elsewhere": ({"sent", "again"}, "elsewhere"),
    "alarm": ({"sent", "again", "elsewhere"}, "alarmed"),
    "deliver": ({"sent", "again", "elsewhere", "alarmed"}, "delivered"),
    "close": ({"sent", "again", "elsewhere", "alarmed"}, "closed"),
}
"""Move → (from, to). ``close``: the person came, or was called anew, before anything had proved the call."""
ON_THE_WAY: Final = ("sent", "again", "elsewhere")
UNPROVED: Final = (*ON_THE_WAY, "alarmed")
REASONS: Final = ("delivered", "served", "recalled", "replaced", "voided")
"""Why an alarm is cleared: proved after all, 开始办理, 重呼, the window called the next one, 作废."""
_NEXT: Final = {"sent": "again", "again": "elsewhere", "elsewhere": "alarmed"}
_SETTING: Final = {
    "sent": "call_proof_seconds", "again": "call_again_seconds", "elsewhere": "call_elsewhere_seconds",
}  # fmt: skip


def following(state: str, expired: bool) -> str:
    """The step after ``state`` when nobody answered in time. An expired call is not sent any more."""
    return "alarmed" if expired else _NEXT[state]


def patience(state: str, hall: Mapping[str, Any], *, screens: bool, languages: int = 1) -> timedelta:
    """How long (real time) an answer is awaited in ``state``. ``screens``: whether a screen is among those asked.

    A screen answers at once, a voice when it has spoken: where voices alone are asked they get the time for that,
    in each of so many ``languages``.
    """
    seconds = hall[_SETTING[state]]
    return timedelta(seconds=seconds if screens else max(seconds, hall["call_spoken_seconds"] * languages))
