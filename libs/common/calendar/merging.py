"""Versions of the calendar: rows merge by their own rank, so the order in which they arrive never matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from libs.common.calendar.rules import SATURDAY, CalendarDay, DayKind, WorkingCalendar, days_after


def calendar_of(rows: Iterable[CalendarDay]) -> WorkingCalendar:
    """The calendar in force from any heap of rows, old and new mixed."""
    return revise(WorkingCalendar(), rows)


def revise(calendar: WorkingCalendar, rows: Iterable[CalendarDay]) -> WorkingCalendar:
    """``calendar`` with ``rows`` laid over it; for each day the row of the highest rank stands.

    Returns the very same object when nothing changed, so ``revise(c, rows) is c`` means: nothing to recompute.
    """
    days = dict(calendar.days)
    version = calendar.version
    changed = False
    for row in rows:
        version = max(version, row.version)
        standing = days.get(row.date)
        if standing is None or row.rank > standing.rank:
            days[row.date] = row
            changed = True
    if not changed and version == calendar.version:
        return calendar
    return WorkingCalendar(version=version, days=days)


def over_seed(seed: WorkingCalendar, published: Iterable[CalendarDay]) -> WorkingCalendar:
    """The calendar in force: what was published, laid over the ``seed`` that the software comes with (version 0).

    A guess that was published gives way to what a newer seed has confirmed; what was published as confirmed stands.
    The same for any order of ``published``, since it is always the whole heap that is laid over.
    """
    newest = calendar_of(published)
    standing = (row for row in newest.days.values() if row.confirmed or not seed.is_confirmed(row.date))
    return revise(seed, standing)


def contradictions(rows: Iterable[CalendarDay]) -> tuple[tuple[CalendarDay, ...], ...]:
    """Days that one version says two things about (working and not), for whoever imports to settle.

    Merging such rows is still the same in any order, but what it picks is not a decision of a person.
    """
    seen: dict[tuple[date, int], set[CalendarDay]] = {}
    for row in rows:
        seen.setdefault((row.date, row.version), set()).add(row)
    return tuple(
        tuple(sorted(group, key=lambda row: row.rank))
        for _, group in sorted(seen.items())
        if len({row.kind.works for row in group}) > 1
    )


def fill_year(
    year: int, announced: Iterable[CalendarDay], *, source: str, version: int, confirmed: bool = True
) -> tuple[CalendarDay, ...]:
    """A whole year's rows from an announcement, which names holidays and make-up days only.

    Days it does not name become plain Monday–Friday or weekend rows. Rows of another year (an announcement
    may reach back into December) are passed on as they are.
    """
    named = {row.date: row for row in announced}
    for day in days_after(date(year - 1, 12, 31), date(year, 12, 31)):
        if day not in named:
            kind = DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY
            named[day] = CalendarDay(day, kind, source=source, confirmed=confirmed, version=version)
    return tuple(named[day] for day in sorted(named))
