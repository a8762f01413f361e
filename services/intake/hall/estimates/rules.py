"""How long a person will wait, from what the last weeks taught. Pure.

A queue moves by places. ``places`` of a person is how often a window must still become free: those ahead, plus one,
less the windows that are free now. What is learned is the *pace*: seconds from one call of a class to the next while
somebody waits for it, at an hour of the day, with so many windows at work. It holds handling, walking, calls in vain,
and what its windows do for other classes; nothing of that has to be known apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.intake.hall.replay.rules import Span
from services.intake.hall.replay.staffing import common, merged, total

HOUR = 3600
ANY = -1
"""In a pace's key: learned over all hours, or over any number of windows."""
ANY_CLASS, ONE_WINDOW = "", 0
"""In a pace's key: over all classes of the centre; handling by one window, which is no queue's pace."""
FEWEST = 20
"""Calls below which a pace says too little and the next coarser one is asked [convention]."""
HALF_LIFE_DAYS = 10
"""A day this long ago counts half: habits change [convention]."""
SHORTEST_WAIT = 60
"""Seconds. Who was called sooner came to a free window and says nothing of a queue [convention]."""
ACTIVE_FOR = timedelta(minutes=45)
"""A window that has called nobody for so long is taken to be unstaffed while another works [convention]."""
LONGEST_HANDLING = 4 * HOUR
"""Seconds. Longer was not handling but a ticket that nobody finished."""
ALL_DAY: Span = (0, 48 * HOUR)
Key = tuple[str, int, int]  # class, hour, windows


@dataclass(frozen=True, slots=True)
class Turn:
    """A call of an earlier day, in seconds since the hall's midnight. ``freed``: None when the person did not come."""

    prefix: str
    window: int
    since: int
    called: int
    freed: int | None


@dataclass(frozen=True, slots=True)
class EarlierDay:
    """The calls of a day, ``days_ago``, and when each class was open then; a class without ``openings``: always."""

    days_ago: int
    turns: Sequence[Turn]
    openings: Mapping[str, Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """``seconds`` from call to call under ``key`` (or of handling), and how many calls it rests on."""

    key: Key
    seconds: float
    calls: int


@dataclass(frozen=True, slots=True)
class AtWindow:
    """What a window that may call the class does: when it last called somebody today, and whether somebody is there."""

    number: int
    last_call: datetime | None
    busy: bool


def learn(days: Collection[EarlierDay], callers: Mapping[str, Collection[int]]) -> list[Pace]:
    """Paces of each class by hour and windows at work, by hour, by windows; and handling by class and of the centre.

    ``callers``: the windows that call a class. Every day has one voice under each key, weighted by how long people
    waited and how lately; the median of the voices is the pace. One day on which the power failed, or one person
    forgotten over noon, does not move it.
    """
    voices: dict[Key, list[_Voice]] = defaultdict(list)
    for day in days:
        weight = 0.5 ** (day.days_ago / HALF_LIFE_DAYS)
        for key, (seconds, calls) in _moved(day, callers).items():
            voices[key].append(_Voice(seconds / calls, seconds * weight, calls))
        for turn in day.turns:
            if turn.freed is not None and turn.freed - turn.called <= LONGEST_HANDLING:
                voice = _Voice(turn.freed - turn.called, weight, 1)
                voices[turn.prefix, ANY, ONE_WINDOW].append(voice)
                voices[ANY_CLASS, ANY, ONE_WINDOW].append(voice)
    return [Pace(key, _median(each), sum(voice.calls for voice in each)) for key, each in sorted(voices.items())]


def _moved(day: EarlierDay, callers: Mapping[str, Collection[int]]) -> dict[Key, tuple[int, int]]:
    """Of one day: open seconds in which a class had people waiting, and the calls that these saw, under each key."""
    at_work: dict[int, set[int]] = defaultdict(set)
    for turn in day.turns:
        at_work[turn.called // HOUR].add(turn.window)
    moved: dict[Key, tuple[int, int]] = {}
    for prefix in {turn.prefix for turn in day.turns}:
        mine = [turn for turn in day.turns if turn.prefix == prefix]
        queues = merged((turn.since, turn.called) for turn in mine if turn.called - turn.since >= SHORTEST_WAIT)
        queues = common(queues, merged(day.openings.get(prefix, [ALL_DAY])))
        for hour, working_then in at_work.items():
            # A queue's time ends with the call: one on the stroke of the hour belongs to the hour before.
            seconds = total(common(queues, [(hour * HOUR, (hour + 1) * HOUR)]))
            calls = sum((turn.called - 1) // HOUR == hour and _within(turn.called, queues) for turn in mine)
            windows = len(working_then.intersection(callers.get(prefix, ())))
            for key in ((prefix, hour, windows), (prefix, hour, ANY), (prefix, ANY, windows)):
                before = moved.get(key, (0, 0))
                moved[key] = before[0] + seconds, before[1] + calls
    return {key: (seconds, calls) for key, (seconds, calls) in moved.items() if seconds and calls}


@dataclass(frozen=True, slots=True)
class Standing:
    """A person in a queue, ``at`` seconds since midnight: places before a window, and windows at work for the class.

    ``openings``: when the class is open today.
    """

    prefix: str
    places: int
    windows: int
    at: float
    openings: Sequence[Span] = (ALL_DAY,)


def expected_wait(paces: Mapping[Key, Pace], who: Standing, usual_handling: float) -> float:
    """Seconds until the call, closed hours between included.

    The queue is walked through the hours of the day, each with its own pace: a window that usually goes home at noon
    is missed from noon on. Later hours have as many windows as they usually have. Whom the last opening does not reach
    is taken to be called after it: who waits at closing is served.
    """
    if not who.places:
        return 0.0
    left, at = float(who.places), who.at
    for start, end in who.openings:
        at = max(at, start)
        while left > 0 and at < end:
            pace = _pace_at(paces, who, at, usual_handling)
            until = min(end, (at // HOUR + 1) * HOUR) - at
            step = min(left * pace, until)
            at += step
            left -= step / pace
            if step < until:
                return at - who.at
    return at + max(0.0, left) * _pace_at(paces, who, at, usual_handling) - who.at


def _pace_at(paces: Mapping[Key, Pace], who: Standing, at: float, usual_handling: float) -> float:
    windows = who.windows if at // HOUR == who.at // HOUR else ANY
    return max(1.0, pace_for(paces, who.prefix, int(at // HOUR), windows, who.windows, usual_handling))


def pace_for(
    paces: Mapping[Key, Pace], prefix: str, hour: int, windows: int, at_work: int, usual_handling: float
) -> float:
    """The finest pace that rests on enough: of class, hour and windows; of the hour; of the windows; else handling of
    the class, of the centre, or as usual, shared by the windows ``at_work``."""
    for key in ((prefix, hour, windows), (prefix, hour, ANY), (prefix, ANY, at_work)):
        if (pace := paces.get(key)) is not None and pace.calls >= FEWEST:
            return pace.seconds
    for key in ((prefix, ANY, ONE_WINDOW), (ANY_CLASS, ANY, ONE_WINDOW)):
        if (pace := paces.get(key)) is not None and pace.calls >= FEWEST:
            return pace.seconds / max(1, at_work)
    return usual_handling / max(1, at_work)


def working(windows: Collection[AtWindow], now: datetime) -> list[AtWindow]:
    """The windows that work for a class: open ones that called lately, or all open ones when none did (a quiet hall).

    ``windows`` are the open ones that may call the class.
    """
    active = [each for each in windows if each.busy or (each.last_call and now - each.last_call <= ACTIVE_FOR)]
    return active or list(windows)


def places_before(ahead: int, at_work: Collection[AtWindow]) -> int:
    """How often a window must become free before this person is called; 0: one is free for them now."""
    free = sum(not each.busy for each in at_work)
    return max(0, ahead + 1 - free)


@dataclass(frozen=True, slots=True)
class _Voice:
    seconds: float
    weight: float
    calls: int


def _median(voices: list[_Voice]) -> float:
    half = sum(voice.weight for voice in voices) / 2
    passed = 0.0
    for voice in sorted(voices, key=lambda voice: voice.seconds):
        passed += voice.weight
        if passed >= half:
            return voice.seconds
    raise AssertionError("unreachable: every voice has weight")


def _within(moment: int, spans: Sequence[Span]) -> bool:
    return any(start < moment <= end for start, end in spans)
