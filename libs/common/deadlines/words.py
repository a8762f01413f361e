"""A deadline's derivation in Chinese, as it is printed beside the due date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from libs.common.calendar.rules import DayKind, WorkingCalendar, days_after
from libs.common.deadlines.counting import Count
from libs.common.deadlines.entries import (
    CalendarRevised,
    Concluded,
    Entry,
    Extended,
    Imposed,
    Paused,
    Resumed,
    Started,
    Transferred,
    Unit,
)
from libs.common.deadlines.ledger import Ledger, start_of

PROVISIONAL = "（暂定）"


def derive(ledger: Ledger, calendar: WorkingCalendar, counted: Count, imposed: Imposed | None) -> tuple[str, ...]:
    """One phrase a step. Days show their year only where it is not the year of the start."""
    start = start_of(ledger)
    writer = _Writer(start, counted)
    steps = [f"{start.label} {writer.day(start.at)}", f"{start.limit_label} {start.limit} {start.unit.words}"]
    resumed = {before.id: after for before, after in _pauses(ledger)}
    for entry in ledger:
        if isinstance(entry, Paused):
            steps.append(writer.pause(entry, resumed.get(entry.id)))
        elif isinstance(entry, Concluded):
            steps.append(writer.conclusion(entry, resumed.get(entry.id)))
        elif not isinstance(entry, Started | Resumed):
            steps.append(writer.step(entry))
    if start.unit is Unit.WORKING:
        steps += writer.exceptions(calendar)
    mark = PROVISIONAL if counted.provisional else ""
    if counted.due is None:
        own = f"暂停中，剩余 {counted.left} {start.unit.words}{mark}"
    else:
        own = f"到期 {writer.day(counted.due)}{mark}"
    if imposed is None:
        return (*steps, own)
    return (*steps, f"自身时限{own}", f"到期 {writer.day(imposed.due)}（以上级限期为准）")


class _Writer:
    def __init__(self, start: Started, counted: Count) -> None:
        self._start = start
        self._counted = counted

    def day(self, day: date) -> str:
        year = "" if day.year == self._start.at.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日"

    def pause(self, paused: Paused, resumed: Resumed | None) -> str:
        idle = "，此前已到期，不影响时限" if paused.id in self._counted.idle_pauses else ""
        ground = f"（{paused.ground}{idle}）"
        if resumed is None:
            return f"{self.day(paused.at)}起暂停{ground}"
        if resumed.at == paused.at:
            return f"暂停 {self.day(paused.at)}当日恢复{ground}"
        return f"暂停 {self.day(paused.at)}–{self.day(resumed.at)}{ground}"

    def conclusion(self, concluded: Concluded, resumed: Resumed | None) -> str:
        if resumed is None:
            return f"{self.day(concluded.at)}{concluded.label}{concluded.to}，本级时限止于当日，其后不计"
        period = f"{self.day(concluded.at)}–{self.day(resumed.at)}"
        late = "，此前已到期，不影响时限" if resumed.id in self._counted.idle_pauses else "，不计"
        return f"{period}{concluded.label}{concluded.to}后退回{late}"

    def step(self, entry: Entry) -> str:
        day, unit = self.day(entry.at), self._start.unit.words
        match entry:
            case Extended():
                return f"{day}延长 {entry.days} {unit}（{entry.approver}批准：{entry.ground}）"
            case Transferred(restarts=False):
                return f"{day}转交{entry.holder}（继续计时）"
            case Transferred():
                limit = self._start.limit if entry.limit is None else entry.limit
                return f"{day}转交{entry.holder}（重新计时 {limit} {unit}）"
            case Imposed():
                return f"{day}{entry.by}限期 {self.day(entry.due)}"
            case CalendarRevised():
                return f"{day}工作日历更新（版本 {entry.version}）"
        raise TypeError(f"no words for {type(entry).__name__}")

    def exceptions(self, calendar: WorkingCalendar) -> Iterator[str]:
        """Holidays that were skipped on weekdays and make-up days that counted, where the clock ran."""
        counted = {day for span in self._counted.decisive for day in days_after(span.after, span.until)}
        skipped = {day for day in counted if calendar.kind(day) is DayKind.HOLIDAY}
        for first, last in _runs(skipped):
            if any(day.weekday() < 5 for day in days_after(first - timedelta(days=1), last)):
                period = self.day(first) if first == last else f"{self.day(first)}–{self.day(last)}"
                guess = "" if calendar.is_confirmed(first) and calendar.is_confirmed(last) else PROVISIONAL
                yield f"{calendar.name(first) or '节假日'} {period}{guess}不计"
        worked = sorted(day for day in counted if calendar.kind(day) is DayKind.MAKEUP)
        if worked:
            marks = ("" if calendar.is_confirmed(day) else PROVISIONAL for day in worked)
            yield "调休上班 " + "、".join(f"{self.day(day)}{m}" for day, m in zip(worked, marks, strict=True)) + "计入"


def _pauses(ledger: Ledger) -> Iterator[tuple[Paused | Concluded, Resumed]]:
    paused: Paused | Concluded | None = None
    for entry in ledger:
        if isinstance(entry, Paused | Concluded):
            paused = entry
        elif isinstance(entry, Resumed) and paused is not None:
            yield paused, entry


def _runs(days: set[date]) -> Iterator[tuple[date, date]]:
    """Stretches of neighbouring days: first and last of each."""
    for first in sorted(day for day in days if day - timedelta(days=1) not in days):
        last = first
        while last + timedelta(days=1) in days:
            last += timedelta(days=1)
        yield first, last
