"""LED playlists (播放单): what runs when. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from libs.common.clock import SHANGHAI
from libs.terminal.commands import BadCommand
from libs.terminal.envelope import Malformed, instant

EMERGENCY: Final = 1
"""Items of this priority silence all others while they run."""
_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z")


@dataclass(frozen=True)
class Item:
    """``begin`` to ``end`` (aware, end excluded), daily from ``opens`` to ``closes`` in Asia/Shanghai.

    ``closes`` None is midnight. ``closes`` before ``opens`` runs over midnight. Priority 1 is the highest.
    """

    code: str
    text: str
    priority: int
    begin: datetime
    end: datetime
    opens: time
    closes: time | None

    def runs(self, moment: datetime) -> bool:
        if not self.begin <= moment < self.end:
            return False
        clock = moment.astimezone(SHANGHAI).time()
        if self.closes is None:
            return clock >= self.opens
        if self.opens <= self.closes:
            return self.opens <= clock < self.closes
        return clock >= self.opens or clock < self.closes


@dataclass(frozen=True)
class Playlist:
    revision: int
    items: tuple[Item, ...]

    def running(self, moment: datetime) -> list[Item]:
        """What turns round at ``moment``: by priority, then code; emergencies alone when there is one."""
        running = sorted(
            (item for item in self.items if item.runs(moment)), key=lambda item: (item.priority, item.code)
        )
        emergencies = [item for item in running if item.priority == EMERGENCY]
        return emergencies or running

    def plays(self, begin: datetime, end: datetime, seconds_each: float) -> Counter[str]:
        """How often each item came up between two moments when each stays ``seconds_each``."""
        counted: Counter[str] = Counter()
        moment, turn = begin, 0
        while moment < end:
            if running := self.running(moment):
                counted[running[turn % len(running)].code] += 1
                turn += 1
            moment += timedelta(seconds=seconds_each)
        return counted


EMPTY: Final = Playlist(0, ())


def playlist_from(data: Mapping[str, Any]) -> Playlist:
    """Raises BadCommand."""
    revision, items = data.get("revision"), data.get("items")
    if type(revision) is not int or not isinstance(items, Sequence) or isinstance(items, str):
        raise BadCommand("revision, items: not a whole number and a list")
    return Playlist(revision, tuple(_item(each) for each in items))


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
    return Item(code, text, priority, begin, end, opens, closes)


def _hours(text: object) -> tuple[time, time | None]:
    match = _HOURS.match(text) if isinstance(text, str) else None
    if match is None:
        raise BadCommand("hours: not HH:MM-HH:MM")
    opens = time(int(match[1]), int(match[2]))
    return opens, None if match[3] is None else time(int(match[3]), int(match[4]))
