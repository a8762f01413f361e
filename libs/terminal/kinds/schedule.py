"""What an LED board shows when (播放规则). Pure: the moment alone decides, so a reboot or a corrected clock changes
nothing, and two boards side by side show the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from libs.common.clock import SHANGHAI

OVERRIDE: Final = 0
"""Priority of an emergency override (紧急插播): it silences everything else."""
EMERGENCY: Final = 1
"""Items of this priority silence all of lower ones while they run."""
PASSES: Final = ((2, 3, 4), (2, 3), (2,))
"""A round shows these priorities, pass by pass: important items come up three times, usual ones twice, others once."""
USUAL_SECONDS: Final = 10
_INSTANT: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """``begin`` to ``end`` (aware, end excluded), on ``weekdays`` from ``opens`` to ``closes`` in Asia/Shanghai.

    ``closes`` None is midnight. ``closes`` before ``opens`` runs over midnight and belongs to the day it began on.
    ``weekdays``: 1 Monday … 7 Sunday; empty is every day. ``seconds``: how long one turn lasts.
    """

    code: str
    text: str
    priority: int
    begin: datetime
    end: datetime
    opens: time = time(0)
    closes: time | None = None
    weekdays: frozenset[int] = frozenset()
    seconds: int = USUAL_SECONDS

    def runs(self, moment: datetime) -> bool:
        if not self.begin <= moment < self.end:
            return False
        here = moment.astimezone(SHANGHAI)
        clock, day = here.time(), here.isoweekday()
        if self.closes is not None and self.closes < self.opens and clock < self.closes:
            return self._on((day - 2) % 7 + 1)  # the part began yesterday
        if self.closes is None or self.closes < self.opens:
            return clock >= self.opens and self._on(day)
        return self.opens <= clock < self.closes and self._on(day)

    def changes(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Moments in ``since`` < moment < ``until`` at which it may begin or cease to run."""
        edges = {time(0), self.opens, self.closes or time(0)}
        day = since.astimezone(SHANGHAI).date()
        last = until.astimezone(SHANGHAI).date()
        found = [self.begin, self.end]
        while day <= last:
            found += [datetime.combine(day, edge, SHANGHAI).astimezone(UTC) for edge in edges]
            day += _DAY
        yield from (moment for moment in found if since < moment < until)

    def _on(self, weekday: int) -> bool:
        return not self.weekdays or weekday in self.weekdays


@dataclass(frozen=True)
class Turn:
    """One thing on the board from ``begin`` to ``end`` (excluded). ``item`` None: nothing is due, the idle face."""

    item: Item | None
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class _Stretch:
    """A time in which the same items take turns. ``fresh``: they begin at its beginning."""

    begin: datetime
    end: datetime
    cycle: tuple[Item, ...]
    fresh: bool


@dataclass(frozen=True)
class Schedule:
    items: tuple[Item, ...]

    def running(self, moment: datetime) -> list[Item]:
        """What is due at ``moment``: by priority, then code; of an override or emergency those alone."""
        running = [item for item in self.items if item.runs(moment)]
        highest = min((item.priority for item in running), default=PASSES[0][0])
        if highest <= EMERGENCY:
            running = [item for item in running if item.priority == highest]
        return sorted(running, key=lambda item: (item.priority, item.code))

    def turn(self, moment: datetime) -> Turn:
        """The one thing that is on the board at ``moment``. Turns follow each other without gap or overlap."""
        cycle = self._cycle(moment)
        length = timedelta(seconds=sum(each.seconds for each in cycle)) or _DAY
        begin, item = moment - (moment - _EPOCH) % length, None
        end = begin + length
        for item in cycle:
            end = begin + timedelta(seconds=item.seconds)
            if moment < end:
                break
            begin = end
        for stretch in self._stretches(begin, end):
            if stretch.begin <= moment < stretch.end:
                return Turn(item, stretch.begin, stretch.end)
        raise AssertionError("stretches cover the time between their ends")

    def plays(self, begin: datetime, end: datetime, *, fresh: bool = False) -> Counter[str]:
        """How often each item came up between two moments: turns that began in ``begin`` ≤ moment < ``end``.

        ``fresh``: the board began to play this at ``begin``, in the middle of a turn or not.
        """
        counted: Counter[str] = Counter()
        for stretch in self._stretches(begin, end, fresh):
            for code, times in _turns_begun(stretch).items():
                counted[code] += times
        return counted

    def _stretches(self, begin: datetime, end: datetime, fresh: bool = False) -> Iterator[_Stretch]:
        if begin >= end:
            return
        edges = sorted({edge for item in self.items for edge in item.changes(begin, end)})
        since, cycle = begin, self._cycle(begin)
        # At ``begin`` itself something may change too; that is seen by the moment before.
        fresh = fresh or self._cycle(begin - _INSTANT) != cycle
        for edge in edges:
            following = self._cycle(edge)
            if following != cycle:
                yield _Stretch(since, edge, cycle, fresh)
                since, cycle, fresh = edge, following, True
        yield _Stretch(since, end, cycle, fresh)

    def _cycle(self, moment: datetime) -> tuple[Item, ...]:
        running = self.running(moment)
        if running and running[0].priority <= EMERGENCY:
            return tuple(running)
        passes = PASSES if len({item.priority for item in running}) > 1 else PASSES[:1]
        ordered = [item for wanted in passes for item in running if min(item.priority, 4) in wanted]
        return tuple(ordered) or tuple(running)


def _turns_begun(stretch: _Stretch) -> Counter[str]:
    """By arithmetic: a board that was away for a day must not be counted second by second."""
    counted: Counter[str] = Counter()
    length = timedelta(seconds=sum(item.seconds for item in stretch.cycle))
    first = stretch.begin - (stretch.begin - _EPOCH) % length if stretch.cycle else stretch.begin
    for item in stretch.cycle:
        following = first + timedelta(seconds=item.seconds)
        if first < stretch.begin < following and stretch.fresh:
            counted[item.code] += 1  # cut short at its beginning, and yet a turn
        counted[item.code] += _occurrences(first, length, stretch.begin, stretch.end)
        first = following
    return +counted


def _occurrences(first: datetime, every: timedelta, begin: datetime, end: datetime) -> int:
    """How many of ``first``, ``first + every`` … lie in ``begin`` ≤ moment < ``end``."""
    before = -(-(begin - first) // every)
    upto = -(-(end - first) // every)
    return max(0, upto - max(0, before))

