"""The arithmetic: from a settled ledger and a calendar to the stretches that count and the day they end.

One rule holds throughout: the day of an event still belongs to what ran before it. So the day of acceptance
is day 0, the day of a pause counts, and the day of resuming is day 0 of what is left. Nothing is lost or won.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from libs.common.calendar.rules import ONE_DAY, WorkingCalendar
from libs.common.deadlines.entries import Concluded, Extended, Paused, Resumed, Started, Transferred, Unit
from libs.common.deadlines.ledger import Ledger, start_of


@dataclass(frozen=True, slots=True)
class Span:
    """The days ``after < day <= until``."""

    after: date
    until: date


@dataclass(frozen=True, slots=True)
class Count:
    """How the current clock (since the start, or the last restart) stands.

    ``mark`` is the day 0 from which ``left`` days run, None while paused. ``due`` is None while paused, unless
    the limit had run out before the pause: a pause does not heal what is already overdue (``idle_pauses``).
    ``concluded``: the day that the own part was done, ``due`` then is what it was.
    ``decisive`` are the stretches in which the calendar has a say; an unconfirmed day there is ``provisional``.
    """

    allowance: int
    mark: date | None
    left: int
    due: date | None
    decisive: tuple[Span, ...]
    provisional: bool
    idle_pauses: frozenset[str]
    concluded: date | None = None


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures days in the unit of the limit."""

    calendar: WorkingCalendar
    unit: Unit
    rolls: bool

    def between(self, start: date, end: date) -> int:
        if self.unit is Unit.WORKING:
            return self.calendar.working_days_between(start, end)
        return (end - start).days

    def end(self, mark: date, left: int) -> date:
        if self.unit is Unit.WORKING:
            return self.calendar.next_working_day(self.calendar.add_working_days(mark, left))
        last = mark + timedelta(days=left)
        return self.calendar.next_working_day(last) if self.rolls else last

    def decisive(self, mark: date, left: int, until: date) -> Span | None:
        """The days up to ``until`` in which the calendar has a say: all that count working days; of calendar
        days the last one on, and only when it may move on from a day off."""
        if self.unit is Unit.WORKING:
            # With nothing left to count, day 0 itself decides whether the last day moves on.
            return Span(mark if left else mark - ONE_DAY, until)
        last = mark + timedelta(days=left)
        return Span(last - ONE_DAY, until) if self.rolls and last <= until else None


def count(ledger: Ledger, calendar: WorkingCalendar) -> Count:
    """``ledger`` comes from ``settle``."""
    start = start_of(ledger)
    ruler = Ruler(calendar, start.unit, start.rolls)
    since, limit, rest = _current_clock(ledger, start)
    allowance = limit + sum(entry.days for entry in rest if isinstance(entry, Extended))
    mark: date | None = since
    left = allowance
    spans: list[Span | None] = []
    idle: set[str] = set()
    concluded: date | None = None
    for entry in rest:
        stopped = entry.at if isinstance(entry, Paused) else None
        if isinstance(entry, Concluded):
            concluded = entry.at
        elif isinstance(entry, Resumed) and concluded is not None:
            # Sent back: as if it had stood from the conclusion until now.
            stopped, concluded = concluded, None
        if stopped is not None:
            assert mark is not None
            if stopped > ruler.end(mark, left):
                idle.add(entry.id)
                continue
            spans.append(ruler.decisive(mark, left, stopped))
            # A due day moved off a weekend may lie more than `left` days on; nothing below zero is owed.
            left = max(0, left - ruler.between(mark, stopped))
            mark = None
        if isinstance(entry, Resumed) and mark is None:
            mark = entry.at
    due = None
    if mark is not None:
        due = ruler.end(mark, left)
        spans.append(ruler.decisive(mark, left, due))
    decisive = tuple(span for span in spans if span is not None)
    provisional = any(calendar.is_provisional(span.after, span.until) for span in decisive)
    return Count(allowance, mark, left, due, decisive, provisional, frozenset(idle), concluded)


def _current_clock(ledger: Ledger, start: Started) -> tuple[date, int, Ledger]:
    """Day 0, the limit and the later entries of the clock that now runs."""
    since, limit, first = start.at, start.limit, 1
    for index, entry in enumerate(ledger):
        if isinstance(entry, Transferred) and entry.restarts:
            since, first = entry.at, index + 1
            limit = start.limit if entry.limit is None else entry.limit
    return since, limit, ledger[first:]
