"""Residents at the kiosks."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from queue import SimpleQueue

from libs.demo.pace import Pace
from libs.demo.plan import NOON, STOPS_ISSUING, Visitor, at
from libs.demo.tally import Tally
from libs.terminal.kinds.kiosk import Ticket
from libs.terminal.simulators.camera import DoorTally
from libs.terminal.simulators.kiosk import KioskSimulator, OutOfService, PressRefused


class Residents:
    """Arrive by the plan, press a kiosk, come back at two when the class is closed over noon.

    ``unprinted``: kiosk and ticket of each paper that did not come out. The last of ``kiosks`` is the one that loses
    its network: people use another one then, but for those whose mishap it is.
    """

    def __init__(
        self, visitors: list[Visitor], kiosks: list[KioskSimulator], door: DoorTally, pace: Pace, tally: Tally
    ) -> None:
        self.holders: dict[str, Visitor] = {}
        self.unprinted: SimpleQueue[tuple[KioskSimulator, Ticket]] = SimpleQueue()
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
            self._press(visitor, number)
        self._pace.until(at(STOPS_ISSUING) + timedelta(minutes=5))

    def _next_arrival(self) -> tuple[datetime, int, Visitor] | None:
        with self._lock:
            if self._coming:
                return heappop(self._coming)
        # Somebody refused at the very end may still come back: nobody does after issuing has stopped.
        return None

    def _press(self, visitor: Visitor, number: int) -> None:
        if visitor.mishap == "kiosk_away":
            kiosk = self._kiosks[-1]
            if not kiosk.terminal.online:
                self._tally.add("pressed_away")
        else:
            kiosk = self._in_service(number)
        # Who presses twice has laid a card on the reader: that is how the kiosk tells one person from two.
        card = visitor.resident_id if visitor.mishap == "double_press" else None
        for _ in range(2 if card else 1):
            pressed = kiosk.press_later(visitor.ticket_class, card=card)
            pressed.add_done_callback(partial(self._answered, visitor, kiosk))
        if card:
            self._tally.add("pressed_twice")
        if visitor.mishap == "jam":
            kiosk.jam()

    def _in_service(self, number: int) -> KioskSimulator:
        """The kiosk whose turn it is, or else one that works."""
        turns = [self._kiosks[(number + step) % len(self._kiosks)] for step in range(len(self._kiosks))]
        working = [kiosk for kiosk in turns if kiosk.terminal.online and not kiosk.jammed]
        return (working or turns)[0]

    def _answered(self, visitor: Visitor, kiosk: KioskSimulator, pressed: Future[Ticket]) -> None:
        error = pressed.exception()
        if error is None:
            self._holds(pressed.result(), visitor)
        elif isinstance(error, OutOfService) and error.ticket is not None:
            self._holds(error.ticket, visitor)  # the number stands on the kiosk's screen
            self._tally.add("unprinted")
            self.unprinted.put((kiosk, error.ticket))
        elif isinstance(error, PressRefused) and error.refusal.code == "double_press":
            self._tally.add("second_press_refused")
        elif isinstance(error, PressRefused) and self._pace.now() < at(NOON[1]):
            self._tally.add("come_back_at_two")
            self._expect(at(NOON[1]) + timedelta(seconds=30 + 10 * next(self._order) % 600), visitor)
        else:
            self._tally.trouble(f"取号未成：{error}")

    def _holds(self, ticket: Ticket, visitor: Visitor) -> None:
        self.holders[ticket.number] = visitor
        self._tally.add("tickets")
