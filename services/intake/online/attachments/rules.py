"""Attachments: their life, who may see them when, what they are called, and how long they are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from libs.common.moves import LifeCycle
from services.intake.online.attachments import refusals


class State(StrEnum):
    UNSCANNED = "unscanned"  # 未扫描
    PENDING = "pending"  # 待扫描
    CLEAN = "clean"  # 无病毒
    INFECTED = "infected"  # 有病毒，已隔离
    REMOVED = "removed"  # 已删除

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    State.UNSCANNED: "未经病毒扫描",
    State.PENDING: "等待病毒扫描",
    State.CLEAN: "已扫描，无病毒",
    State.INFECTED: "带有病毒，已隔离",
    State.REMOVED: "已删除",
}
READABLE = (State.UNSCANNED, State.CLEAN)
LIVE = (State.UNSCANNED, State.PENDING, State.CLEAN, State.INFECTED)

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        # Once there is a scanner, or again once it knows more.
        "scan": {State.UNSCANNED: State.PENDING, State.INFECTED: State.PENDING},
        "clear": {State.PENDING: State.CLEAN},
        "quarantine": {State.PENDING: State.INFECTED},
        "remove": {state: State.REMOVED for state in LIVE},
    }
)
CYCLE = LifeCycle(
    MOVES,
    {
        State.UNSCANNED: refusals.AttachmentUnscanned,
        State.PENDING: refusals.AttachmentPending,
        State.CLEAN: refusals.AttachmentClean,
        State.INFECTED: refusals.AttachmentInfected,
        State.REMOVED: refusals.AttachmentRemoved,
    },
)
target = CYCLE.target


def require_readable(state: str) -> None:
    """Whether somebody else may open it: not before it was scanned, where there is a scanner. Raises IllegalMove."""
    if State(state) not in READABLE:
        raise CYCLE.in_the_way[State(state)](state=state)


MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a place takes (settings ``attachment_*``): bytes of one file, bytes and files of one matter."""

    size: int
    total: int
    files: int
    pixels: int
    pages: int


def limits_of(hall: Mapping[str, Any]) -> Limits:
    return Limits(
        size=int(hall["attachment_mib"] * MIB),
        total=int(hall["attachment_total_mib"] * MIB),
        files=int(hall["attachment_files"]),
        pixels=int(hall["attachment_megapixels"] * 1_000_000),
        pages=int(hall["attachment_pages"]),
    )


def require_room(sizes: Collection[int], size: int, limits: Limits) -> None:
    """Whether one more file of ``size`` fits beside those of ``sizes``. Raises TooManyFiles, FilesTooLarge."""
    if len(sizes) >= limits.files:
        raise refusals.TooManyFiles(most=limits.files)
    left = limits.total - sum(sizes)
    if size > left:
        raise refusals.FilesTooLarge(f"还可上传 {max(0, left) / MIB:.1f} MB", most=limits.total, left=max(0, left))


LONGEST_NAME = 60
_PATH = re.compile(r"[\\/:]")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_NOT_IN_NAMES = re.compile(r'["<>|?*%;]')


def display_name(given: str, extension: str) -> str:
    """``given`` as it may be shown and offered for saving: no path, nothing invisible, the extension of the content."""
    last = _PATH.split(unicodedata.normalize("NFC", given))[-1]
    # Cc, Cf: controls, and marks that turn the direction of writing so that gpj.exe reads exe.jpg.
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp"))
    plain = " ".join(_NOT_IN_NAMES.sub("", _EXTENSION.sub("", seen.strip())).split()).strip(". ")
    return (plain[:LONGEST_NAME].strip() or "附件") + extension


@dataclass(frozen=True)
class RetentionClass:
    """How long attachments are kept after the matter has ended; ``years`` None: for ever. ``source``: the rule."""

    code: str
    title: str
    years: int | None
    source: str


_ARCHIVES = "机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）第六条"
RETENTION: Mapping[str, RetentionClass] = MappingProxyType(
    {
        found.code: found
        for found in (
            RetentionClass("ten_years", "定期10年", 10, _ARCHIVES),
            RetentionClass("thirty_years", "定期30年", 30, _ARCHIVES),
            RetentionClass("permanent", "永久", None, _ARCHIVES),
        )
    }
)
USUAL_CLASS, FOR_EVER = "ten_years", "permanent"


def remove_on(ended_on: date, retention_class: str) -> date | None:
    """The day that an attachment is removed on, after so many whole calendar years; None: never.

    Years count from the 1st of January after the end, as archives count them (归档年度).
    """
    years = RETENTION[retention_class].years
    return None if years is None else date(ended_on.year + years + 1, 1, 1)


_RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600))


def next_scan(attempts: int, now: datetime) -> datetime:
    """When a scan that failed ``attempts`` times is tried again: soon at first, hourly in the end, for ever."""
    return now + _RETRIES[min(attempts, len(_RETRIES)) - 1]
