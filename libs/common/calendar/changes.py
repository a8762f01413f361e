"""What differs between two calendars, for the list of deadlines that moved and why (N1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from libs.common.calendar.rules import DayKind, WorkingCalendar


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day that the new calendar treats differently. ``works`` tells whether counting is touched."""

    date: date
    before: DayKind
    after: DayKind
    was_confirmed: bool
    is_confirmed: bool
    name: str

    @property
    def works_changed(self) -> bool:
        return self.before.works != self.after.works

    @property
    def words(self) -> str:
        day = f"{self.date.year}年{self.date.month}月{self.date.day}日"
        if self.before is not self.after:
            name = f"（{self.name}）" if self.name else ""
            return f"{day}由{self.before.words}改为{self.after.words}{name}"
        return f"{day}{'已确认' if self.is_confirmed else '改为暂定'}"


def changed_days(old: WorkingCalendar, new: WorkingCalendar) -> tuple[DayChange, ...]:
    """Days whose kind or confirmation differs, in order of date. A new name alone is not a change."""
    found = []
    for day in sorted(old.days.keys() | new.days.keys()):
        change = DayChange(
            date=day,
            before=old.kind(day),
            after=new.kind(day),
            was_confirmed=old.is_confirmed(day),
            is_confirmed=new.is_confirmed(day),
            name=new.name(day) or old.name(day),
        )
        if change.before is not change.after or change.was_confirmed != change.is_confirmed:
            found.append(change)
    return tuple(found)
