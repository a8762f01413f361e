"""Who is at every window in every session of a day, and why. Pure: what was kept gives the same plan again.

A person is at one window in a session. Two are no cover, unless they are one seat by their notes (与窗口3同岗) or one
of them serves the others' matters (一窗多办).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from services.intake.duty.posts.rules import Candidate, Post, Role, candidates, stand_ins_of
from services.intake.duty.presence.rules import Away

BUSY = "busy"
"""The hindrance of somebody who is at another window then."""


@dataclass(frozen=True)
class Duty:
    """A session of the day with the windows open in it, on the hall's wall clock.

    ``away``: who is not there, and why. ``rostered``: who was rostered for each window (延时轮值).
    """

    start: time
    end: time
    extended: bool
    windows: tuple[int, ...]
    away: Mapping[str, Away] = field(default_factory=dict)
    rostered: Mapping[int, str] = field(default_factory=dict)

    def overlaps(self, other: Duty) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Hindrance:
    """Why somebody who comes first is not the one: ``why`` is a presence.rules.Why, or busy at ``window``."""

    role: Role
    login: str
    why: str
    until: datetime | None = None
    window: int | None = None


@dataclass(frozen=True)
class Line:
    """One window in one session: ``person`` is there as ``role``, or nobody is."""

    window: int
    start: time
    end: time
    extended: bool
    person: str | None
    role: Role | None
    hindered: tuple[Hindrance, ...] = ()

    @property
    def covered(self) -> bool:
        return self.person is not None


def plan(posts: Mapping[int, Post], duties: Sequence[Duty]) -> list[Line]:
    """A line for each window in each session. Whoever comes first for a window (A, or who is rostered) is seated
    first, at the lowest of their windows; the others are asked in their order for what is left."""
    taken: dict[tuple[int, int], Candidate] = {}  # (session, window) → who
    asked = {
        (n, window): _asked(posts[window], duty)
        for n, duty in enumerate(duties)
        for window in sorted(duty.windows)
        if window in posts
    }
    for first_only in (True, False):
        # Again until nobody is seated any more: at a general window one may do what one could not before.
        while _seat(asked, posts, duties, taken, first_only):
            pass
    return [_line(place, wanted, posts, duties, taken) for place, wanted in asked.items()]


def overbooked(lines: Iterable[Line]) -> dict[str, list[int]]:
    """Who is asked for at several windows at once, more than one can do: login → the windows."""
    found: dict[str, set[int]] = {}
    for line in lines:
        for hindrance in line.hindered:
            if hindrance.why == BUSY and hindrance.window is not None:
                found.setdefault(hindrance.login, set()).update((line.window, hindrance.window))
    return {login: sorted(windows) for login, windows in sorted(found.items())}


def uncovered(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.covered]


def _asked(post: Post, duty: Duty) -> list[Candidate]:
    own = candidates(post, stand_ins_of(duty.away))
    rostered = duty.rostered.get(post.window)
    return own if rostered is None else [Candidate(Role.ROSTERED, rostered), *own]


def _seat(
    asked: Mapping[tuple[int, int], Sequence[Candidate]],
    posts: Mapping[int, Post],
    duties: Sequence[Duty],
    taken: dict[tuple[int, int], Candidate],
    first_only: bool,
) -> bool:
    """Seat at each free place the first who may sit there; whether somebody was."""
    seated = False
    for place, wanted in asked.items():
        if place in taken:
            continue
        for candidate in wanted[:1] if first_only else wanted:
            if _hindrance(candidate, place, posts, duties, taken) is None:
                taken[place] = candidate
                seated = True
                break
    return seated


def _hindrance(
    candidate: Candidate,
    place: tuple[int, int],
    posts: Mapping[int, Post],
    duties: Sequence[Duty],
    taken: Mapping[tuple[int, int], Candidate],
) -> Hindrance | None:
    session, window = place
    away = duties[session].away.get(candidate.login)
    if away is not None:
        return Hindrance(candidate.role, candidate.login, away.why.value, away.until)
    elsewhere = [
        posts[other]
        for (n, other), who in taken.items()
        if who.login == candidate.login and (n, other) != place and duties[n].overlaps(duties[session])
    ]
    if not elsewhere or _one_person_does(posts[window], elsewhere):
        return None
    return Hindrance(candidate.role, candidate.login, BUSY, window=elsewhere[0].window)


def _one_person_does(post: Post, others: Collection[Post]) -> bool:
    together = [post, *others]
    return len({each.seat for each in together}) == 1 or any(each.general for each in together)


def _line(
    place: tuple[int, int],
    wanted: Sequence[Candidate],
    posts: Mapping[int, Post],
    duties: Sequence[Duty],
    taken: Mapping[tuple[int, int], Candidate],
) -> Line:
    session, window = place
    duty, there = duties[session], taken.get(place)
    before = wanted if there is None else wanted[: wanted.index(there)]
    reasons = (_hindrance(candidate, place, posts, duties, taken) for candidate in before)
    return Line(
        window, duty.start, duty.end, duty.extended,
        None if there is None else there.login, None if there is None else there.role,
        tuple(reason for reason in reasons if reason is not None),
    )  # fmt: skip
