"""What might have been: the recorded day under other hours, with other windows, with bookings. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from random import Random
from statistics import median_low

from libs.common.errors import Invalid, NotFound
from services.intake.hall.replay.rules import MINUTE, Arrival, Span
from services.intake.hall.replay.staffing import Duty, Opening, Staffing, common

NOON, HALF_PAST_ONE = 12 * 60 * MINUTE, (13 * 60 + 30) * MINUTE
SLOT = 15 * MINUTE


class NoAfternoon(Invalid):
    code, title = "no_afternoon", "该日没有可以提前的下午班次"


class NoWindowLeft(Invalid):
    code, title = "no_window_left", "没有可以减去的窗口"


@dataclass(frozen=True)
class Day:
    """A day to be replayed. ``windows`` are all of the centre, with the classes each calls, staffed or not."""

    arrivals: tuple[Arrival, ...]
    openings: tuple[Opening, ...]
    staff: tuple[Staffing, ...]
    windows: Mapping[int, Mapping[str, int]]


Change = Callable[[Day], Day]


def changed(day: Day, changes: Sequence[Change]) -> Day:
    return reduce(lambda before, change: change(before), changes, day)


def with_openings(openings: Sequence[Opening]) -> Change:
    """Other hours. A window works in the session of the same name when it is admitted there; a new session is worked
    by every window that worked that day and is admitted. Absences keep their distance from the session's start.
    """

    def change(day: Day) -> Day:
        before = {opening.name: opening for opening in day.openings}

        def duties(staffing: Staffing) -> tuple[Duty, ...]:
            worked = {duty.session: duty for duty in staffing.duties}
            return tuple(
                _moved(worked[opening.name], before[opening.name], opening)
                if opening.name in before
                else Duty(opening.name, (opening.start, opening.end))
                for opening in openings
                if opening.admits(staffing.window) and (opening.name in worked or opening.name not in before)
            )

        staff = tuple(replace(staffing, duties=duties(staffing)) for staffing in day.staff if staffing.duties)
        return replace(day, openings=tuple(openings), staff=staff)

    return change


def _moved(duty: Duty, before: Opening, after: Opening) -> Duty:
    later = after.start - before.start
    span = (duty.span[0] + later, duty.span[1] + after.end - before.end)
    return Duty(after.name, span, tuple(common([(start + later, end + later) for start, end in duty.away], [span])))


def at_half_past_one(day: Day) -> Day:
    """The afternoon begins at 13:30 and keeps its length; a noon session ends when it begins. Raises NoAfternoon."""
    afternoons = [o for o in day.openings if not o.extended and o.start >= NOON]
    if not afternoons:
        raise NoAfternoon()
    first = min(afternoons, key=lambda opening: opening.start)
    earlier = first.start - HALF_PAST_ONE
    moved = replace(first, start=first.start - earlier, end=first.end - earlier)
    others = [
        replace(opening, end=min(opening.end, moved.start)) if opening.start < moved.start else opening
        for opening in day.openings
        if opening is not first
    ]
    return with_openings(sorted([*others, moved], key=lambda opening: opening.start))(day)


def only_windows(numbers: Sequence[int]) -> Change:
    """These windows and no others. One that did not work that day works whole sessions. Raises NotFound."""

    def change(day: Day) -> Day:
        for number in numbers:
            if number not in day.windows:
                raise NotFound(f"{number}号窗口", field="windows")
        worked = {staffing.window: staffing for staffing in day.staff}
        return replace(
            day,
            staff=tuple(
                worked.get(number) or _whole_day(day, number, day.windows[number]) for number in sorted(set(numbers))
            ),
        )

    return change


def more_windows(count: int) -> Change:
    """``count`` more general windows (一窗多办): every class alike, in the regular sessions."""

    def change(day: Day) -> Day:
        ranks = {prefix: 0 for classes in day.windows.values() for prefix in classes}
        last = max(day.windows, default=0)
        regular = replace(day, openings=tuple(opening for opening in day.openings if not opening.extended))
        added = [_whole_day(regular, last + n, ranks) for n in range(1, count + 1)]
        return replace(day, staff=(*day.staff, *added))

    return change


def fewer_windows(count: int) -> Change:
    """The clerks of the busiest windows are away: ``count`` times the one whose classes handled longest, of those
    whose classes another staffed window also calls. Raises NoWindowLeft.
    """

    def fewer(day: Day) -> Day:
        work: dict[str, int] = {}
        for arrival in day.arrivals:
            work[arrival.prefix] = work.get(arrival.prefix, 0) + arrival.handling

        def replaceable(staffing: Staffing) -> bool:
            others = {prefix for other in day.staff if other is not staffing for prefix in other.ranks}
            return others.issuperset(prefix for prefix in staffing.ranks if prefix in work)

        def busy(staffing: Staffing) -> tuple[int, int]:
            own = min(staffing.ranks.values(), default=0)
            return sum(work.get(prefix, 0) for prefix, rank in staffing.ranks.items() if rank == own), -staffing.window

        candidates = [staffing for staffing in day.staff if replaceable(staffing)]
        if not candidates:
            raise NoWindowLeft()
        away = max(candidates, key=busy)
        return replace(day, staff=tuple(staffing for staffing in day.staff if staffing is not away))

    return lambda day: changed(day, [fewer] * count)


def _whole_day(day: Day, window: int, ranks: Mapping[str, int]) -> Staffing:
    paces = [pace for staffing in day.staff for pace in staffing.paces if pace]
    duties = [Duty(opening.name, (opening.start, opening.end)) for opening in day.openings if opening.admits(window)]
    return Staffing(window, ranks, tuple(duties), (median_low(paces) if paces else 0,))


def with_bookings(share: float, seed: int) -> Change:
    """``share`` (0 to 1) of the people book a quarter of an hour (预约) in the regular sessions and come on time.

    Who books is drawn with ``seed``. Each takes the slot with the least work of the class in it, the nearest of
    those. Nobody is moved when there is no regular session.
    """

    def change(day: Day) -> Day:
        slots = [at for opening in day.openings if not opening.extended for at in _slots((opening.start, opening.end))]
        if not slots:
            return day
        booking = set(Random(seed).sample(range(len(day.arrivals)), round(share * len(day.arrivals))))
        work: dict[tuple[str, int], int] = {}
        for index, arrival in enumerate(day.arrivals):
            if index not in booking:
                slot = max((at for at in slots if at <= arrival.at), default=slots[0])
                work[arrival.prefix, slot] = work.get((arrival.prefix, slot), 0) + arrival.handling
        arrivals = list(day.arrivals)
        for index in sorted(booking):
            arrival = arrivals[index]
            load = {at: work.get((arrival.prefix, at), 0) for at in slots}
            slot = min(slots, key=lambda at: (load[at], abs(at - arrival.at), at))
            work[arrival.prefix, slot] = load[slot] + arrival.handling
            arrivals[index] = replace(arrival, at=slot)
        return replace(day, arrivals=tuple(arrivals))

    return change


def _slots(span: Span) -> range:
    return range(span[0], span[1] - SLOT + 1, SLOT)
