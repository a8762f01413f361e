"""Residents at the kiosk."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count

from libs.demo.pace import Pace
from libs.demo.plan import NOON, STOPS_ISSUING, Visitor, at
from libs.demo.tally import Tally
from libs.terminal.kinds.kiosk import Ticket
from libs.terminal.simulators.camera import DoorTally
from libs.terminal.simulators.kiosk import KioskSimulator, PressRefused


class Residents:
    """Arrive by the plan, press the kiosk, come back at two when the class is closed over noon."""

    def __init__(
        self, visitors: list[Visitor], kiosks: list[KioskSimulator], door: DoorTally, pace: Pace, tally: Tally
    ) -> None:
        self.holders: dict[str, Visitor] = {}
        self._kiosks = kiosks
        self._door = door
        self._pace = pace
        self._tally = tally
        self._order = count()
        self._lock = threading.Lock()
        self._coming: list[tuple[datetime, int, Visitor]] = []
        for visitor in visitors:
            self._expect(visitor.arrives, visitor)

    def _expect(self, when: datetime, visitor: Visitor) -> None:
        with self._lock:
            heappush(self._coming, (when, next(self._order), visitor))

    def arrive(self) -> None:
        """Play all arrivals; returns when issuing has stopped."""
        while (moment := self._next_arrival()) is not None:
            when, number, visitor = moment
            self._pace.until(when)
            self._door.enter("大厅")
            self._tally.add("arrived")
            pressed = self._kiosks[number % len(self._kiosks)].press_later(visitor.ticket_class)
            pressed.add_done_callback(partial(self._answered, visitor))
        self._pace.until(at(STOPS_ISSUING) + timedelta(minutes=5))

    def _next_arrival(self) -> tuple[datetime, int, Visitor] | None:
        with self._lock:
            if self._coming:
                return heappop(self._coming)
        # Somebody refused at the very end may still come back: nobody does after issuing has stopped.
        return None

    def _answered(self, visitor: Visitor, pressed: Future[Ticket]) -> None:
        error = pressed.exception()
        if error is None:
            self.holders[pressed.result().number] = visitor
            self._tally.add("tickets")
        elif isinstance(error, PressRefused) and self._pace.now() < at(NOON[1]):
            self._tally.add("come_back_at_two")
            self._expect(at(NOON[1]) + timedelta(seconds=30 + 10 * next(self._order) % 600), visitor)
        else:
            self._tally.trouble(f"取号未成：{error}")
