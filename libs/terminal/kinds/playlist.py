"""Reading what an LED board is told to play: the playlist (播放单) and the emergency override (紧急插播)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from libs.terminal.commands import BadCommand
from libs.terminal.envelope import Malformed, instant
from libs.terminal.kinds.schedule import OVERRIDE, USUAL_SECONDS, Item, Schedule

_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z")
SHORTEST, LONGEST = 3, 600
"""Seconds that one turn may last."""


@dataclass(frozen=True)
class Playlist:
    """``digest`` is of the items alone: the same content under another revision need not be stored again."""

    revision: int
    items: tuple[Item, ...]
    digest: str = ""

    def running(self, moment: datetime) -> list[Item]:
        """What takes turns at ``moment``: by priority, then code; emergencies alone when there is one."""
        return Schedule(self.items).running(moment)


EMPTY: Final = Playlist(0, ())


def playlist_from(data: Mapping[str, Any]) -> Playlist:
    """Raises BadCommand."""
    revision, items = data.get("revision"), data.get("items")
    if type(revision) is not int or not isinstance(items, Sequence) or isinstance(items, str):
        raise BadCommand("revision, items: not a whole number and a list")
    return Playlist(revision, tuple(_item(each) for each in items), digest_of(items))


def override_from(data: Mapping[str, Any]) -> Playlist:
    """As a playlist; its items silence all others. Raises BadCommand."""
    told = playlist_from(data)
    items = tuple(
        Item(item.code, item.text, OVERRIDE, item.begin, item.end, seconds=item.seconds) for item in told.items
    )
    return Playlist(told.revision, items, told.digest)


def digest_of(items: object) -> str:
    """Names the content of a list: 16 hexadecimal digits."""
    text = json.dumps(items, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _item(data: object) -> Item:
    if not isinstance(data, dict):
        raise BadCommand("items: not objects")
    code, text, priority = data.get("code"), data.get("text"), data.get("priority", 3)
    if not isinstance(code, str) or not isinstance(text, str) or type(priority) is not int:
        raise BadCommand("code, text, priority: not two texts and a whole number")
    try:
        begin = instant(data["from"], "from") if data.get("from") else datetime.min.replace(tzinfo=UTC)
        end = instant(data["until"], "until") if data.get("until") else datetime.max.replace(tzinfo=UTC)
    except Malformed as error:
        raise BadCommand(str(error)) from error
    opens, closes = _hours(data.get("hours") or "00:00-24:00")
    return Item(
        code, text, max(1, min(priority, 4)), begin, end, opens, closes, _weekdays(data.get("weekdays") or []),
        _seconds(data.get("seconds", USUAL_SECONDS)),
    )  # fmt: skip


def _hours(text: object) -> tuple[time, time | None]:
    match = _HOURS.match(text) if isinstance(text, str) else None
    if match is None:
        raise BadCommand("hours: not HH:MM-HH:MM")
    opens = time(int(match[1]), int(match[2]))
    return opens, None if match[3] is None else time(int(match[3]), int(match[4]))


def _weekdays(days: object) -> frozenset[int]:
    if not isinstance(days, list) or not all(type(day) is int and 1 <= day <= 7 for day in days):
        raise BadCommand("weekdays: not a list of 1 (Monday) to 7")
    return frozenset(days)


def _seconds(value: object) -> int:
    if type(value) is not int or not SHORTEST <= value <= LONGEST:
        raise BadCommand(f"seconds: not a whole number from {SHORTEST} to {LONGEST}")
    return value
