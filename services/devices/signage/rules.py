"""LED programmes (节目) and the playlist made of them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from libs.common.errors import Refused
from libs.terminal.envelope import LIMIT, stamp

ROOM: Final = LIMIT - 512
"""Bytes that the items of a playlist may take; the rest is the envelope's."""
HOURS: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")


class PlaylistTooLong(Refused):
    code, title = "playlist_too_long", "播放单过长，请先停用部分节目"


class BadHours(Refused):
    code, title, status = "bad_hours", "播放时段应为 HH:MM-HH:MM", 422


def check_hours(hours: str) -> str:
    if not HOURS.fullmatch(hours):
        raise BadHours(hours, field="hours")
    return hours


def item(row: Any) -> dict[str, Any]:
    """One item of ``playlist``; ``row`` has the columns of Programme."""
    return {
        "code": row.code, "text": row.text, "priority": row.priority,
        "from": stamp(row.from_at), "until": stamp(row.until_at), "hours": row.hours,
    }  # fmt: skip


def playlist(rows: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """Items not yet over, the most urgent first. Raises PlaylistTooLong when they would not fit a message."""
    lasting = [row for row in rows if row.until_at > now]
    items = [item(row) for row in sorted(lasting, key=lambda row: (row.priority, row.code))]
    if len(json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode()) > ROOM:
        raise PlaylistTooLong()
    return items
