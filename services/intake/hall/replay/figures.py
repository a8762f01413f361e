"""What a day was like, in figures: for the day as recorded and for each day as simulated alike. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from services.intake.hall.replay.rules import MINUTE, Arrival, Span, Visit
from services.intake.hall.replay.scenario import Day
from services.intake.hall.replay.staffing import merged, total, without


@dataclass(frozen=True)
class Figures:
    """Waiting in minutes, ticket to counter, of those who were served. Shares run from 0 to 1.

    ``before_opening``: people who came outside the regular sessions and were still waiting when the next one began
    (坐等上班), ``before_opening_minutes`` how long they waited for that together. ``left``: still waiting when the
    last window closed. ``too_late``: came when the last session was over. ``overtime``: minutes at the windows
    outside their sessions.
    """

    came: int
    served: int
    missed: int
    left: int
    too_late: int
    mean_wait: float | None
    p50_wait: float | None
    p90_wait: float | None
    longest_wait: float | None
    before_opening: int
    before_opening_minutes: float
    overtime: float
    utilisation: dict[int, float]


def figures_of(day: Day, visits: Sequence[Visit]) -> Figures:
    """The figures of ``visits``, which came about under the hours and the staff of ``day``."""
    served = [visit for visit in visits if visit.arrival.comes]
    waits = sorted(visit.waited for visit in served)
    called = {visit.arrival.ticket: visit.called for visit in visits}
    closing = max((opening.end for opening in day.openings), default=0)
    uncalled = [arrival for arrival in day.arrivals if arrival.ticket not in called]
    too_late = sum(arrival.at >= closing for arrival in uncalled) if day.openings else 0
    spans = [span for arrival in day.arrivals if (span := _before_opening(day, arrival, called.get(arrival.ticket)))]
    return Figures(
        came=len(day.arrivals),
        served=len(served),
        missed=len(visits) - len(served),
        left=len(uncalled) - too_late,
        too_late=too_late,
        mean_wait=_minutes(sum(waits) / len(waits)) if waits else None,
        p50_wait=_percentile(waits, 0.5),
        p90_wait=_percentile(waits, 0.9),
        longest_wait=_percentile(waits, 1),
        before_opening=len(spans),
        before_opening_minutes=_minutes(sum(spans)),
        overtime=_minutes(_overtime(day, visits)),
        utilisation=_utilisation(day, visits),
    )


def _before_opening(day: Day, arrival: Arrival, called: int | None) -> int:
    """How long the person waited for the next regular session to begin; 0 for who came in one or was called before."""
    regular = [opening for opening in day.openings if not opening.extended]
    if any(opening.start <= arrival.at < opening.end for opening in regular):
        return 0
    opens = min((opening.start for opening in regular if opening.start > arrival.at), default=None)
    if opens is None or (called is not None and called < opens):
        return 0
    return opens - arrival.at


def _overtime(day: Day, visits: Iterable[Visit]) -> int:
    """Time at the windows outside the sessions that admit them."""
    over = 0
    for visit in visits:
        sessions = merged((o.start, o.end) for o in day.openings if o.admits(visit.window))
        over += total(without([(visit.called, visit.freed)], sessions))
    return over


def _utilisation(day: Day, visits: Iterable[Visit]) -> dict[int, float]:
    """Time with a person called or served, of the time that the window was staffed or worked on."""
    busy: dict[int, list[Span]] = {staffing.window: [] for staffing in day.staff}
    for visit in visits:
        busy.setdefault(visit.window, []).append((visit.called, visit.freed))
    staffed = {staffing.window: staffing.post().spans for staffing in day.staff}
    result = {}
    for window, spans in sorted(busy.items()):
        worked = merged(spans)
        there = total(merged([*staffed.get(window, ()), *worked]))
        result[window] = round(total(worked) / there, 4) if there else 0.0
    return result


def _percentile(ordered: Sequence[int], share: float) -> float | None:
    """The nearest-rank percentile, in minutes."""
    return _minutes(ordered[ceil(share * len(ordered)) - 1]) if ordered else None


def _minutes(span: float) -> float:
    return round(span / MINUTE, 3)


def furthest_apart(recorded: Iterable[Visit], replayed: Iterable[Visit]) -> float | None:
    """The largest difference, in seconds, between a recorded and a replayed wait; None when nobody is in both."""
    before = {visit.arrival.ticket: visit.waited for visit in recorded if visit.arrival.comes}
    apart = [abs(visit.waited - before[visit.arrival.ticket]) for visit in replayed if visit.arrival.ticket in before]
    return round(max(apart) / 1e6, 3) if apart else None


def served_in_one(recorded: Iterable[Visit], replayed: Iterable[Visit]) -> int:
    """How many people were served in one of the two and not in the other."""
    first, second = (
        {visit.arrival.ticket for visit in visits if visit.arrival.comes} for visits in (recorded, replayed)
    )
    return len(first ^ second)


@dataclass(frozen=True)
class SamePeople:
    """The mean waits, in minutes, of the ``people`` served on both days: other hours serve other people too."""

    people: int
    before: float | None
    after: float | None


def same_people(before: Iterable[Visit], after: Iterable[Visit]) -> SamePeople:
    """Beside each other: those whom one of the days turns away or leaves waiting are in neither mean."""
    first, second = (
        {visit.arrival.ticket: visit.waited for visit in visits if visit.arrival.comes} for visits in (before, after)
    )
    both = sorted(first.keys() & second.keys())
    if not both:
        return SamePeople(0, None, None)
    means = (_minutes(sum(waits[ticket] for ticket in both) / len(both)) for waits in (first, second))
    return SamePeople(len(both), *means)
