"""LED programmes (节目), whom they are for, and the playlist made of them. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from libs.common.errors import Refused
from libs.terminal.envelope import LIMIT, stamp

ROOM: Final = LIMIT - 512
"""Bytes that the items of a playlist may take; the rest is the envelope's."""
HOURS: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
TARGETS: Final = ("centre", "profile", "terminal")
"""All boards of the centre, those of a profile (配置模板), one board."""
FLASH_LIFETIME: Final = 100_000
"""Writes that a common controller's flash bears (DOMAIN: its text area is memory)."""


class PlaylistTooLong(Refused):
    code, title = "playlist_too_long", "播放单过长，请先停用部分节目"


class BadHours(Refused):
    code, title, status = "bad_hours", "播放时段应为 HH:MM-HH:MM", 422


class BadTarget(Refused):
    code, title, status = "bad_target", "没有这个配置模板或 LED 大屏", 422


@dataclass(frozen=True)
class Board:
    """One LED board, as programmes choose it."""

    terminal_id: str
    profile: str | None


def check_hours(hours: str) -> str:
    """Raises BadHours, for a part that never runs too."""
    if not HOURS.fullmatch(hours) or hours[:5] == hours[6:]:
        raise BadHours(hours, field="hours")
    return hours


def meant_for(row: Any, board: Board) -> bool:
    """Whether a programme is for a board; ``row`` has the columns of Programme."""
    if row.target_kind == "profile":
        return bool(row.target == board.profile)
    return row.target_kind == "centre" or bool(row.target == board.terminal_id)


def item(row: Any) -> dict[str, Any]:
    """One item of ``playlist``; ``row`` has the columns of Programme."""
    told = {
        "code": row.code, "text": row.text, "priority": row.priority,
        "from": stamp(row.from_at), "until": stamp(row.until_at), "hours": row.hours,
    }  # fmt: skip
    if row.weekdays:
        told["weekdays"] = row.weekdays
    return told | {"seconds": row.seconds}


def playlist(rows: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """Items not yet over, the most urgent first. Raises PlaylistTooLong when they would not fit a message."""
    lasting = [row for row in rows if row.until_at > now]
    items = [item(row) for row in sorted(lasting, key=lambda row: (row.priority, row.code))]
    if len(json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode()) > ROOM:
        raise PlaylistTooLong()
    return items


def digest(content: object) -> str:
    """Names what a board is told: the same content need not be told, and written to flash, again."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
