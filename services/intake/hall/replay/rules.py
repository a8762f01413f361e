"""A hall's day as a simulation: who is called when, in the queue's own order. The same input gives the same day.

Moments and spans are whole microseconds, moments counted from the hall's midnight: sums are exact, so a recorded
day comes out again to the microsecond.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import heappop, heappush

SECOND = 1_000_000
MINUTE = 60 * SECOND
Span = tuple[int, int]  # from, until; until does not belong to it


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person with a ticket, who is at the counter ``walking`` after the call and there for ``handling``.

    ``comes`` is False for a person who does not answer (过号): the window then calls for ``walking`` in vain.
    """

    ticket: str
    prefix: str
    at: int
    seq: int
    priority: int
    walking: int
    handling: int
    comes: bool = True

    @property
    def place(self) -> tuple[int, int, int]:
        """Place within the class: priority, then time of issue, then number. Less is earlier."""
        return (-self.priority, self.at, self.seq)


@dataclass(frozen=True, slots=True)
class Post:
    """A staffed window.

    ``ranks``: the classes it calls, lowest rank first. ``spans``: when its clerk calls, in order and apart.
    ``paces``: how long the clerk takes to press before the first call, the second …, over again at the end.
    """

    window: int
    ranks: Mapping[str, int]
    spans: tuple[Span, ...]
    paces: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a simulated or recorded day: the ticket, the window, and when it was called."""

    arrival: Arrival
    window: int
    called: int

    @property
    def started(self) -> int:
        return self.called + self.arrival.walking

    @property
    def freed(self) -> int:
        """When the window could call again."""
        return self.started + self.arrival.handling if self.arrival.comes else self.started

    @property
    def waited(self) -> int:
        """From the ticket to the counter, as the queue's own events count it."""
        return self.started - self.arrival.at


class Step(IntEnum):
    """What happens, in the order in which things of one moment happen."""

    FREE = 0
    ARRIVE = 1
    CALL = 2
    RETURN = 3  # last: who was away does not take a ticket that another takes at that moment


def simulate(arrivals: Iterable[Arrival], posts: Sequence[Post]) -> list[Visit]:
    """The calls of the day, in their order. Who is in no visit was left waiting when the last window closed."""
    return _Hall(arrivals, posts).run()


class _Hall:
    def __init__(self, arrivals: Iterable[Arrival], posts: Sequence[Post]) -> None:
        # Two windows free at one moment: the specialised one first, so that the general one stays free for others.
        self.posts = sorted(posts, key=lambda post: (len(post.ranks), post.window))
        self.callers: dict[str, list[int]] = defaultdict(list)
        for index, post in enumerate(self.posts):
            for prefix in post.ranks:
                self.callers[prefix].append(index)
        self.arrivals = sorted(arrivals, key=lambda arrival: (arrival.at, arrival.place, arrival.ticket))
        self.waiting: dict[str, list[tuple[tuple[int, int, int], int]]] = defaultdict(list)
        self.idle = [True] * len(self.posts)
        self.reaching = [False] * len(self.posts)  # about to press
        self.calls = [0] * len(self.posts)
        self.span = [0] * len(self.posts)  # the span that runs or comes next
        self.visits: list[Visit] = []
        self.steps: list[tuple[int, Step, int]] = [
            (start, Step.RETURN, index) for index, post in enumerate(self.posts) for start, _ in post.spans
        ]
        self.steps += [(arrival.at, Step.ARRIVE, index) for index, arrival in enumerate(self.arrivals)]
        self.steps.sort()  # a sorted list is a heap

    def run(self) -> list[Visit]:
        while self.steps:
            now, step, index = heappop(self.steps)
            if step is Step.ARRIVE:
                self._queue(index)
                for caller in self.callers[self.arrivals[index].prefix]:
                    self._wake(caller, now)
            elif step is Step.CALL:
                self.reaching[index] = False
                if self._present(index, now):
                    self._call(index, now)
            else:
                if step is Step.FREE:
                    self.idle[index] = True
                self._wake(index, now)
        return self.visits

    def _queue(self, index: int) -> None:
        arrival = self.arrivals[index]
        heappush(self.waiting[arrival.prefix], (arrival.place, index))

    def _present(self, index: int, now: int) -> bool:
        spans = self.posts[index].spans
        while self.span[index] < len(spans) and spans[self.span[index]][1] <= now:
            self.span[index] += 1
        return self.span[index] < len(spans) and spans[self.span[index]][0] <= now

    def _wake(self, index: int, now: int) -> None:
        """Let the clerk reach for the key when there is somebody to call."""
        if not self.idle[index] or self.reaching[index] or not self._present(index, now):
            return
        post = self.posts[index]
        if any(self.waiting.get(prefix) for prefix in post.ranks):
            self.reaching[index] = True
            pace = post.paces[self.calls[index] % len(post.paces)]
            heappush(self.steps, (now + pace, Step.CALL, index))

    def _call(self, index: int, now: int) -> None:
        """As the queue's call-next: the window's rank for the class, priority, time of issue, number."""
        post = self.posts[index]
        heads = [
            (rank, queue[0][0], prefix) for prefix, rank in post.ranks.items() if (queue := self.waiting.get(prefix))
        ]
        if not heads:
            return  # another window was quicker
        arrival = self.arrivals[heappop(self.waiting[min(heads)[2]])[1]]
        visit = Visit(arrival, post.window, now)
        self.visits.append(visit)
        self.idle[index] = False
        self.calls[index] += 1
        heappush(self.steps, (visit.freed, Step.FREE, index))
