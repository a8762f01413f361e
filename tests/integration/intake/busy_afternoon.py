"""An afternoon that really goes through the queue: people and clerks press the keys, each at a moment of their own.

All people are synthetic. What belongs to a person (way to the counter, matter, whether the person comes) is the same
under every scheme of hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from sqlalchemy import update

from libs.common.clock import FixedClock
from libs.common.database import Database
from services.intake.hall.queue.calling import call_next, give_up, recall
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.rules import ClassClosed, NobodyWaiting
from services.intake.hall.queue.serving import finish, serve, void_all
from services.intake.items.catalogue.tables import OpeningHours
from tests.integration.intake.hall import CENTRE, town_database

FROM, HALF_PAST_ONE, TWO, HALF_PAST_FOUR, LAST, FIVE = (
    datetime(2026, 3, 2, *hour, tzinfo=UTC) for hour in ((5, 0), (5, 30), (6, 0), (8, 30), (8, 50), (9, 0))
)  # 13:00 to 17:00 in the hall
OPEN = {"现行": (TWO, FIVE), "建议": (HALF_PAST_ONE, HALF_PAST_FOUR)}
WINDOWS = (1, 2, 11)


@dataclass
class Hall:
    """People and clerks that press the real keys, each at a moment of their own."""

    db: Database
    clock: FixedClock
    random: Random
    closing: datetime
    waits: dict[str, timedelta] = field(default_factory=dict)
    turned_away: int = 0
    served: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, 0))
    order: count[int] = field(default_factory=count)
    agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        heappush(self.agenda, (moment, next(self.order), act))

    def later(self, least: float, most: float, act: Callable[[], None], whose: str | None = None) -> None:
        """``whose``: the time belongs to that person, or that turn of a window, and is the same on another day."""
        random = self.random if whose is None else Random(whose)
        self.at(self.clock.now() + timedelta(seconds=random.uniform(least, most)), act)

    def play(self) -> None:
        while self.agenda:
            self.clock.at, _, act = heappop(self.agenda)
            act()

    def comes(self, prefix: str, ground: str | None) -> None:
        try:
            with self.db.transaction() as tx:
                issue_ticket(tx, CENTRE, prefix, channel="desk", priority_ground=ground)
        except ClassClosed:
            self.turned_away += 1

    def clerk(self, window: int) -> None:
        """Call whoever is next; look again soon when nobody is; take a break now and then; stop at closing."""
        if self.clock.now() >= self.closing:
            return
        try:
            with self.db.transaction() as tx:
                number = call_next(tx, CENTRE, window).number
        except NobodyWaiting:
            self.later(20, 60, lambda: self.clerk(window))
            return
        if Random(f"comes {number}").random() < 0.08:
            self.later(20, 40, lambda: self.calls_in_vain(window))
        else:
            self.later(10, 40, lambda: self.serves(window, number), whose=f"walks {number}")

    def calls_in_vain(self, window: int) -> None:
        for _ in range(2):
            with self.db.transaction() as tx:
                recall(tx, CENTRE, window)
        with self.db.transaction() as tx:
            give_up(tx, CENTRE, window)
        self.later(3, 15, lambda: self.clerk(window))

    def serves(self, window: int, number: str) -> None:
        with self.db.transaction() as tx:
            ticket = serve(tx, CENTRE, window)
            self.waits[number] = tx.now - ticket.issued_at
        self.later(60, 420, lambda: self.finishes(window), whose=f"matter {number}")

    def finishes(self, window: int) -> None:
        with self.db.transaction() as tx:
            finish(tx, CENTRE, window)
        self.served[window] += 1
        turn = f"window {window} turn {self.served[window]}"
        pause = (600, 900) if self.served[window] % 25 == 12 else (3, 25)
        self.later(*pause, lambda: self.clerk(window), whose=turn)

    def closes(self) -> None:
        with self.db.transaction() as tx:
            void_all(tx, CENTRE)


def afternoon(url: str, people: int = 110, seed: int = 20260302, scheme: str = "现行") -> Hall:
    """Monday from one o'clock: window 11 on noon duty, 1 and 2 from the opening. The same people for the same seed,
    whatever the scheme of hours."""
    clock = FixedClock(FROM)
    opens, closing = OPEN[scheme]
    hall = Hall(town_database(url, clock), clock, Random(seed), closing)
    with hall.db.transaction() as tx:
        tx.session.execute(update(OpeningHours).values(active=OpeningHours.scheme == scheme))
    for _ in range(people):
        prefix = hall.random.choice("AAAABBBL")
        ground = "老年" if hall.random.random() < 0.1 else None
        moment = FROM + (LAST - FROM) * hall.random.random()
        hall.at(moment, lambda prefix=prefix, ground=ground: hall.comes(prefix, ground))  # type: ignore[misc]
    for window in WINDOWS:
        starts = (FROM if window == 11 else opens) + timedelta(seconds=window)
        hall.at(starts, lambda window=window: hall.clerk(window))  # type: ignore[misc]
    hall.at(closing + timedelta(minutes=20), hall.closes)
    hall.play()
    return hall
