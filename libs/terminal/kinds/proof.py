"""Proof of play (播放记录): what an LED board has shown, told once for each stretch of its own time. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from libs.common.clock import SHANGHAI
from libs.terminal.kinds.schedule import Schedule


@dataclass(frozen=True)
class Played:
    """``code`` came up ``times`` times from ``begin`` to ``until`` (excluded), within one day of the hall."""

    code: str
    begin: datetime
    until: datetime
    times: int


class Proof:
    """``proved`` is how far it was told before. A clock that is set back is told again only from there on."""

    def __init__(self, now: datetime, proved: datetime | None = None) -> None:
        self.since = max(now, proved) if proved else now
        self._fresh = True

    def settle(self, schedule: Schedule, now: datetime, *, lit: bool = True) -> list[Played]:
        """What ``schedule`` has shown since the last time; nothing while the board was dark."""
        if now <= self.since:
            return []
        since, self.since = self.since, now
        fresh, self._fresh = self._fresh, False
        if not lit:
            return []
        found = []
        for begin, until in _days(since, now):
            counted = schedule.plays(begin, until, fresh=fresh and begin == since)
            found += [Played(code, begin, until, times) for code, times in sorted(counted.items())]
        return found

    def begin_anew(self) -> None:
        """Something else is shown from now on: its first turn counts, cut short or not."""
        self._fresh = True


def _days(begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time cut at the hall's midnights: a figure by day must not have to guess."""
    while begin < end:
        following = begin.astimezone(SHANGHAI).date() + timedelta(days=1)
        until = min(end, datetime.combine(following, time(0), SHANGHAI).astimezone(UTC))
        yield begin, until
        begin = until
