"""When a window's clerk was there, read from the calls of the day. Pure.

Between two calls a window was free. While somebody whom it could have called was waiting then, the clerk was either
reaching for the key (a pace, kept with the call) or away (kept with the hours). With nobody waiting, a window that
worked in a session is taken to have been staffed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.intake.hall.replay.rules import MINUTE, Post, Span, Visit

NEVER = 48 * 60 * MINUTE  # later than any moment of the day
LONGEST_PACE = 5 * MINUTE  # longer is an absence, not a slow hand [convention]


@dataclass(frozen=True, slots=True)
class Opening:
    """A session (班次) of the day; no ``windows`` means all. ``extended``: noon or Saturday duty (延时)."""

    name: str
    start: int
    end: int
    extended: bool = False
    windows: frozenset[int] = frozenset()

    def admits(self, window: int) -> bool:
        return not self.windows or window in self.windows


# Hours that have since been struck from the scheme: the window was there from its first call to its last.
UNSCHEDULED = Opening("", NEVER, 0)


@dataclass(frozen=True, slots=True)
class Duty:
    """A window's work in one session: from the first call or the opening, to the last call or the closing."""

    session: str
    span: Span
    away: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Staffing:
    """A window as it was, or is to be, staffed on the day."""

    window: int
    ranks: Mapping[str, int]
    duties: tuple[Duty, ...]
    paces: tuple[int, ...] = (0,)

    def post(self) -> Post:
        spans = merged(duty.span for duty in self.duties)
        return Post(
            self.window, self.ranks, without(spans, [gap for duty in self.duties for gap in duty.away]), self.paces
        )


def staffing_of(
    window: int, ranks: Mapping[str, int], visits: Sequence[Visit], waits: Iterable[Span], openings: Sequence[Opening]
) -> Staffing:
    """How ``window`` was staffed, from its ``visits`` in order of call and the ``waits`` of those it could call."""
    spans = _duty_spans(window, visits, openings)
    called_for = common(merged(waits), merged(spans.values()))
    away: list[Span] = []
    paces: list[int] = []
    free = 0
    for visit in visits:
        missed_chances = common(called_for, [(free, visit.called)])
        pace = 0
        if missed_chances and missed_chances[-1][1] == visit.called:
            start, _ = missed_chances[-1]
            if visit.called - start <= LONGEST_PACE:
                pace = visit.called - start
                missed_chances.pop()
        away += missed_chances
        paces.append(pace)
        free = visit.freed
    if called_for:
        away += common(called_for, [(free, called_for[-1][1])])
    duties = [Duty(name, span, tuple(common(away, [span]))) for name, span in spans.items()]
    return Staffing(window, ranks, tuple(duties), tuple(paces) or (0,))


def _duty_spans(window: int, visits: Iterable[Visit], openings: Sequence[Opening]) -> dict[str, Span]:
    """The sessions in which the window called somebody, stretched to calls before opening and after closing."""
    allowed = [opening for opening in openings if opening.admits(window)] or openings or [UNSCHEDULED]
    spans: dict[str, Span] = {}
    for visit in visits:
        opening = min(allowed, key=lambda each: max(each.start - visit.called, visit.called - each.end + 1, 0))
        start, end = spans.get(opening.name, (opening.start, opening.end))
        spans[opening.name] = (min(start, visit.called), max(end, visit.called + 1))
    return dict(sorted(spans.items(), key=lambda named: named[1]))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as possible, in order; empty spans vanish."""
    result: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def common(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """What two lists of spans share, in order."""
    others = list(right)
    return sorted(
        (max(start, other[0]), min(end, other[1]))
        for start, end in left
        for other in others
        if max(start, other[0]) < min(end, other[1])
    )


def without(spans: Iterable[Span], gaps: Iterable[Span]) -> tuple[Span, ...]:
    """``spans`` less ``gaps``, in order."""
    holes = merged(gaps)
    result: list[Span] = []
    for start, end in merged(spans):
        for hole_start, hole_end in holes:
            if hole_start < end and hole_end > start:
                if start < hole_start:
                    result.append((start, hole_start))
                start = max(start, hole_end)
        if start < end:
            result.append((start, end))
    return tuple(result)


def total(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)
