"""What a new calendar does to open deadlines (N1): which moved, and for which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from libs.common.calendar.changes import DayChange, changed_days
from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines.counting import count
from libs.common.deadlines.deadline import Deadline, due
from libs.common.deadlines.entries import Entry
from libs.common.deadlines.ledger import settle


@dataclass(frozen=True, slots=True)
class Move:
    """One deadline that the revision touched.

    ``moved``: the due day itself changed. Otherwise only the mark 暂定 came or went, or, while paused, the days
    left. ``because`` lists the changed days that it counts over; ``text`` says all of it for a notice.
    """

    key: str
    before: Deadline
    after: Deadline
    because: tuple[DayChange, ...]

    @property
    def moved(self) -> bool:
        return self.before.due != self.after.due

    @property
    def reasons(self) -> str:
        """The changed days that count or no longer do, in words; empty where only the mark 暂定 came or went."""
        return "、".join(change.words for change in self.because if change.works_changed)

    @property
    def text(self) -> str:
        reasons = self.reasons
        return f"{_standing(self.before)} → {_standing(self.after)}" + (f"：{reasons}" if reasons else "")


@dataclass(frozen=True)
class Revision:
    """From one calendar to the next; made once for many ledgers, since comparing the calendars takes longest."""

    old: WorkingCalendar
    new: WorkingCalendar

    @cached_property
    def changes(self) -> tuple[DayChange, ...]:
        return changed_days(self.old, self.new)

    def touches(self, last: date | None) -> bool:
        """Whether a deadline that ends on ``last`` (None: it is paused) may be another under the new calendar.

        What ends before the first changed day was never counted over one.
        """
        return bool(self.changes) and (last is None or self.changes[0].date <= last)

    def move(self, key: str, entries: Iterable[Entry], anew: Iterable[Entry] | None = None) -> Move | None:
        """What becomes of a ledger; None when due day, provisional mark and days left are the same.

        ``anew``: the ledger that decides under the new calendar, where that is another. LedgerRefused as in ``due``.
        """
        if not self.changes:
            return None
        ledger = settle(entries)
        now = ledger if anew is None else settle(anew)
        before, after = due(ledger, self.old), due(now, self.new)
        if _shown(before) == _shown(after):
            return None
        spans = (*count(ledger, self.old).decisive, *count(now, self.new).decisive)
        because = tuple(
            change for change in self.changes if any(span.after < change.date <= span.until for span in spans)
        )
        return Move(key, before, after, because)


def moved(open_ledgers: Mapping[str, Iterable[Entry]], old: WorkingCalendar, new: WorkingCalendar) -> tuple[Move, ...]:
    """Every ledger whose due day, provisional mark or days left differ under ``new``; keys in order.

    Only days that the clock ran over, before or after, are given as reasons. LedgerRefused as in ``due``.
    """
    revision = Revision(old, new)
    found = (revision.move(key, open_ledgers[key]) for key in sorted(open_ledgers))
    return tuple(move for move in found if move is not None)


def _shown(deadline: Deadline) -> tuple[object, ...]:
    left = deadline.remaining if deadline.due is None else None
    return (deadline.due, deadline.provisional, left)


def _standing(deadline: Deadline) -> str:
    mark = "（暂定）" if deadline.provisional else ""
    if deadline.due is None:
        return f"暂停，剩余 {deadline.remaining} {deadline.unit.words}{mark}"
    return f"{deadline.due.year}年{deadline.due.month}月{deadline.due.day}日{mark}"
