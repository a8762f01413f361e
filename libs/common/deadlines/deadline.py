"""From a ledger and a calendar to the due date, with its derivation (N2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.common.calendar.rules import WorkingCalendar, plain_date
from libs.common.deadlines import words
from libs.common.deadlines.counting import Count, Ruler, count
from libs.common.deadlines.entries import Entry, Imposed, Paused, Resumed, Transferred, Unit
from libs.common.deadlines.ledger import Ledger, settle, start_of


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a ledger comes to under one calendar.

    ``due`` is the last day in Asia/Shanghai (its end: ``moment.due_at``), None while the clock is paused.
    ``own_due`` is what the own limit gives when a superior's deadline (``imposed_by``) is the one in force.
    ``provisional`` (暂定): unconfirmed days decided ``due``, or while paused the days left; show it with them.
    ``concluded`` is the day on which the own part was done; ``due`` then is the day by which it had to be.
    ``used`` and ``remaining`` are in ``unit``, as of ``as_of`` or of the conclusion; ``remaining`` is negative when
    overdue.
    ``calendar_id`` is the provenance; ``derivation`` the steps in words, ready to print.
    """

    due: date | None
    own_due: date | None
    provisional: bool
    paused: bool
    concluded: date | None
    imposed_by: str | None
    holder: str | None
    unit: Unit
    allowance: int
    used: int
    remaining: int
    as_of: date
    calendar_id: str
    derivation: tuple[str, ...]

    @property
    def text(self) -> str:
        return "，".join(self.derivation)


def due(entries: Iterable[Entry], calendar: WorkingCalendar, today: date | None = None) -> Deadline:
    """The deadline of ``entries``, given in any order.

    ``used`` and ``remaining`` are as of ``today``, or the day of the last entry when it is not given or earlier.
    Raises LedgerRefused when the entries contradict each other.
    """
    ledger = settle(entries)
    start = start_of(ledger)
    counted = count(ledger, calendar)
    imposed = next((entry for entry in reversed(ledger) if isinstance(entry, Imposed)), None)
    ruler = Ruler(calendar, start.unit, start.rolls)
    as_of = ledger[-1].at if today is None else max(plain_date(today), ledger[-1].at)
    in_force = counted.due if imposed is None else imposed.due
    until = as_of if counted.concluded is None else counted.concluded
    return Deadline(
        due=in_force,
        own_due=counted.due,
        provisional=imposed is None and counted.provisional,
        paused=_is_paused(ledger),
        concluded=counted.concluded,
        imposed_by=None if imposed is None else imposed.by,
        holder=next((entry.holder for entry in reversed(ledger) if isinstance(entry, Transferred)), None),
        unit=start.unit,
        allowance=counted.allowance,
        used=_used(counted, ruler, until),
        remaining=counted.left if in_force is None else ruler.between(until, in_force),
        as_of=as_of,
        calendar_id=calendar.id,
        derivation=words.derive(ledger, calendar, counted, imposed),
    )


def _is_paused(ledger: Ledger) -> bool:
    last = next((entry for entry in reversed(ledger) if isinstance(entry, Paused | Resumed)), None)
    return isinstance(last, Paused)


def _used(counted: Count, ruler: Ruler, as_of: date) -> int:
    consumed = counted.allowance - counted.left
    return consumed if counted.mark is None else consumed + ruler.between(counted.mark, as_of)
