"""Three levels of settings become one desired state; a terminal reports how far it has followed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from libs.common.errors import Invalid
from services.devices.speech import rules as speech

LEVELS: Final = ("all", "profile", "terminal")
"""From the weakest to the strongest: all terminals of the centre, the terminal's profile, its own."""
EVERYONE: Final = "all"
"""The profile that every terminal of the centre has; no other may have its name."""
MOST_NAMES: Final = 50
LONGEST_TEXT: Final = 200
LIMITS: Final = {"heartbeat_seconds": (5, 3600), "volume": (0, 100)}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")
PROFILE_NAME: Final = re.compile(r"[a-z0-9-]{1,48}")


@dataclass(frozen=True)
class Sourced:
    """A value and the level that it comes from."""

    value: Any
    origin: str


def resolve(*levels: Mapping[str, Any]) -> dict[str, Sourced]:
    """What holds for a terminal, by name. ``levels`` in the order of LEVELS; a null hides what stands below."""
    found: dict[str, Sourced] = {}
    for origin, settings in zip(LEVELS, levels, strict=True):
        found |= {name: Sourced(value, origin) for name, value in settings.items()}
    return {name: found[name] for name in sorted(found) if found[name].value is not None}


def desired(resolved: Mapping[str, Sourced], before: Mapping[str, Any]) -> dict[str, Any]:
    """What ``configure`` tells: all settings, and null for each that was ever told and holds no more.

    Whole each time, so that a terminal which missed one command is right after the next.
    """
    gone = dict.fromkeys(before.keys() - resolved.keys())
    return {**gone, **{name: each.value for name, each in resolved.items()}}


def check_settings(settings: Mapping[str, Any], languages: Sequence[str] = ()) -> None:
    """Raises Invalid naming what a terminal would refuse, or what has no room in a message.

    ``languages``: those that announcers can be told to speak; without, none is.
    """
    errors = [
        {"field": f"settings.{name}"[:80], "message": message}
        for name, value in settings.items()
        if (message := _fault(name, value, languages))
    ]
    if len(settings) > MOST_NAMES:
        errors.append({"field": "settings", "message": f"最多 {MOST_NAMES} 项"})
    if errors:
        raise Invalid(errors=errors)


def _fault(name: str, value: Any, languages: Sequence[str]) -> str | None:
    if not _NAME.fullmatch(name):
        return "名称只能用小写字母、数字和下划线"
    if value is None:
        return None
    if name == "languages":
        return speech.fault(value, languages)
    if name in LIMITS:
        least, most = LIMITS[name]
        return None if type(value) is int and least <= value <= most else f"应为 {least} 至 {most} 的整数"
    if isinstance(value, str):
        return None if len(value) <= LONGEST_TEXT else f"最多 {LONGEST_TEXT} 字"
    return None if isinstance(value, int | float | bool) else "应为文字、数字或是否"
