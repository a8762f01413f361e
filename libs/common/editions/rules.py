"""The life of an edition, and its days in a form small enough to be kept with every edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from libs.common.calendar.rules import CalendarDay, DayKind, WorkingCalendar


class State(StrEnum):
    CARRYING = "carrying"  # 重算中
    CARRIED = "carried"  # 已重算
    SUPERSEDED = "superseded"  # 已被取代

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {State.CARRYING: "重算中", State.CARRIED: "已重算", State.SUPERSEDED: "已被新版次取代"}

MOVES: Mapping[str, Mapping[State, State]] = MappingProxyType(
    {
        "finish": {State.CARRYING: State.CARRIED},
        # The next edition takes over what this one had not reached.
        "supersede": {State.CARRYING: State.SUPERSEDED},
    }
)

# A letter for each kind, a capital where the day is confirmed.
_LETTERS = {DayKind.WORKDAY: "w", DayKind.WEEKEND: "e", DayKind.HOLIDAY: "h", DayKind.MAKEUP: "m"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_NO_ROW = "-"

Packed = dict[str, dict[str, Any]]


def pack(calendar: WorkingCalendar) -> Packed:
    """Kinds, confirmations and names of every day, by year; sources and versions are left out."""
    packed: Packed = {}
    for year in sorted({day.year for day in calendar.days}):
        letters, names = [], {}
        for day in _days_of(year):
            row = calendar.days.get(day)
            letters.append(_letter(row))
            if row is not None and row.name:
                names[f"{day:%m%d}"] = row.name
        packed[str(year)] = {"days": "".join(letters), "names": names}
    return packed


def unpack(packed: Packed) -> WorkingCalendar:
    """The inverse of ``pack``, as far as counting goes: its ``id`` is not that of the calendar that was packed."""
    days = {}
    for year, kept in packed.items():
        for day, letter in zip(_days_of(int(year)), kept["days"], strict=True):
            if letter != _NO_ROW:
                name = kept["names"].get(f"{day:%m%d}", "")
                days[day] = CalendarDay(day, _KINDS[letter.lower()], name, confirmed=letter.isupper())
    return WorkingCalendar(days=days)


def _letter(row: CalendarDay | None) -> str:
    if row is None:
        return _NO_ROW
    letter = _LETTERS[row.kind]
    return letter.upper() if row.confirmed else letter


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
