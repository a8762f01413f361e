"""What a new calendar does to open deadlines (N1): which moved, and for which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    def text(self) -> str:
        reasons = "、".join(change.words for change in self.because if change.works_changed)
        return f"{_standing(self.before)} → {_standing(self.after)}" + (f"：{reasons}" if reasons else "")


def moved(open_ledgers: Mapping[str, Iterable[Entry]], old: WorkingCalendar, new: WorkingCalendar) -> tuple[Move, ...]:
    """Every ledger whose due day, provisional mark or days left differ under ``new``; keys in order.

    Only days that the clock ran over, before or after, are given as reasons. LedgerRefused as in ``due``.
    """
    changes = changed_days(old, new)
    if not changes:
        return ()
    found = []
    for key in sorted(open_ledgers):
        ledger = settle(open_ledgers[key])
        before, after = due(ledger, old), due(ledger, new)
        if _shown(before) != _shown(after):
            spans = (*count(ledger, old).decisive, *count(ledger, new).decisive)
            because = tuple(
                change for change in changes if any(span.after < change.date <= span.until for span in spans)
            )
            found.append(Move(key, before, after, because))
    return tuple(found)


def _shown(deadline: Deadline) -> tuple[object, ...]:
    left = deadline.remaining if deadline.due is None else None
    return (deadline.due, deadline.provisional, left)


def _standing(deadline: Deadline) -> str:
    mark = "（暂定）" if deadline.provisional else ""
    if deadline.due is None:
        return f"暂停，剩余 {deadline.remaining} {deadline.unit.words}{mark}"
    return f"{deadline.due.year}年{deadline.due.month}月{deadline.due.day}日{mark}"
