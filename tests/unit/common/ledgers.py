"""Ledgers for tests: short ways to write entries, and hypothesis strategies that make lawful ones."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st

from libs.common.calendar.rules import WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import (
    CalendarRevised,
    Entry,
    Extended,
    Paused,
    Resumed,
    Started,
    Transferred,
    Unit,
)

# No time limit per example: other processes share the machine, and these properties are not about speed.
unhurried = settings(deadline=None)


@cache
def calendar() -> WorkingCalendar:
    return seed_calendar()


def day(text: str) -> date:
    return date.fromisoformat(text)


def started(at: str, limit: int, unit: Unit = Unit.WORKING, **more: object) -> Started:
    return Started(id="start", seq=0, at=day(at), limit=limit, unit=unit, **more)  # type: ignore[arg-type]


def paused(at: str, seq: int = 1, ground: str = "鉴定") -> Paused:
    return Paused(id=f"p{at}{seq}", seq=seq, at=day(at), ground=ground)


def resumed(at: str, seq: int = 2) -> Resumed:
    return Resumed(id=f"r{at}{seq}", seq=seq, at=day(at))


def extended(at: str, days: int, seq: int = 3) -> Extended:
    return Extended(id=f"e{at}{seq}", seq=seq, at=day(at), days=days, approver="分管领导", ground="案情复杂")


@st.composite
def ledgers(draw: st.DrawFn, *, restarts: bool = True) -> tuple[Entry, ...]:
    """A lawful ledger between 2025 and 2028, in order, its clock running at the end or paused."""
    at = draw(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
    entries: list[Entry] = [
        Started(
            id="0",
            seq=0,
            at=at,
            limit=draw(st.integers(0, 60)),
            unit=draw(st.sampled_from(Unit)),
            rolls=draw(st.booleans()),
        )
    ]
    is_paused, is_extended = False, False
    for seq in range(1, draw(st.integers(0, 7)) + 1):
        at += timedelta(days=draw(st.integers(0, 20)))
        moves = ["resume"] if is_paused else ["pause", "restart"] if restarts else ["pause"]
        moves += ["note", "hand over"] + ([] if is_extended else ["extend"])
        match draw(st.sampled_from(moves)):
            case "pause":
                entries.append(Paused(id=f"{seq}", seq=seq, at=at, ground="检测"))
                is_paused = True
            case "resume":
                entries.append(Resumed(id=f"{seq}", seq=seq, at=at))
                is_paused = False
            case "extend":
                days = draw(st.integers(1, 30))
                entries.append(Extended(id=f"{seq}", seq=seq, at=at, days=days, approver="分管领导", ground="复杂"))
                is_extended = True
            case "restart":
                entries.append(Transferred(id=f"{seq}", seq=seq, at=at, holder="村镇办", restarts=True))
            case "hand over":
                entries.append(Transferred(id=f"{seq}", seq=seq, at=at, holder="社会事务办", restarts=False))
            case "note":
                entries.append(CalendarRevised(id=f"{seq}", seq=seq, at=at, version="1-abc"))
    return tuple(entries)


def running_ledgers() -> st.SearchStrategy[tuple[Entry, ...]]:
    return ledgers().filter(lambda entries: not _ends_paused(entries))


def _ends_paused(entries: Sequence[Entry]) -> bool:
    moves = [entry for entry in entries if isinstance(entry, Paused | Resumed)]
    return bool(moves) and isinstance(moves[-1], Paused)
