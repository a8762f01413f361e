"""What goes wrong on the day besides people: a line is cut, a screen dies, paper jams, a typhoon comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from libs.common.actor import Role
from libs.demo import emergency
from libs.demo.api import People
from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, KIOSK_AWAY, NOON, at
from libs.demo.residents import Residents
from libs.demo.tally import Tally
from libs.terminal.conformance.tap import Tap

SCREEN, SCREEN_DIES = "screen-3", time(10, 40)
OFF_AT_LEAST, OFF_AT_MOST = timedelta(minutes=15), timedelta(minutes=45)
ANNOUNCED = (time(15, 0), time(15, 30))
COMES_OVER = timedelta(minutes=2)
LOOKS = timedelta(seconds=30)


class Mishaps:
    """Each method is a thread's work. ``taps`` are the lines that can be cut, by terminal."""

    def __init__(
        self, people: People, machines: Mapping[str, Any], taps: Mapping[str, Tap], residents: Residents, pace: Pace,
        tally: Tally,
    ) -> None:  # fmt: skip
        self._guide = people.person("guide", Role.WINDOW_LEAD)
        self._director = people.person("director", Role.DIRECTOR)
        self._centre = people.centre
        self._machines = machines
        self._taps = taps
        self._residents = residents
        self._pace = pace
        self._tally = tally

    def kiosk_loses_its_network(self) -> None:
        """For half an hour. What is pressed meanwhile it keeps, and sends with its own times when it is back."""
        away, back = KIOSK_AWAY
        self._pace.until(at(away))
        self._taps["kiosk-2"].cut()
        self._pace.until(at(back))
        self._taps["kiosk-2"].mend()

    def screen_reboots(self) -> None:
        """The power of a window's screen fails, until somebody was called there; it has forgotten what it showed."""
        self._pace.until(at(SCREEN_DIES))
        window = SCREEN.partition("-")[2]
        before = self._tally[f"called:{window}"]
        self._taps[SCREEN].cut()
        self._machines[SCREEN].state = None
        self._pace.until(at(SCREEN_DIES) + OFF_AT_LEAST)
        latest = at(SCREEN_DIES) + OFF_AT_MOST
        while self._tally[f"called:{window}"] == before and self._pace.now() < latest:
            self._pace.during(LOOKS)
        self._taps[SCREEN].mend()

    def guide_at_the_kiosks(self) -> None:
        """Clears the jam. In the morning the ticket is printed again; in the afternoon its screen has to do."""
        while self._pace.now() < at(CLOSES):
            if self._residents.unprinted.empty():
                self._pace.during(LOOKS)
                continue
            self._pace.during(COMES_OVER)
            while not self._residents.unprinted.empty():
                kiosk, ticket = self._residents.unprinted.get()
                kiosk.clear_jam()
                if self._pace.now() < at(NOON[0]):
                    self._guide.post("intake", f"/tickets/{ticket.ticket_id}/reprint", {})
                    self._tally.add("reprints_asked")

    def typhoon(self) -> None:
        """An emergency text on the LEDs for half an hour."""
        begins, ends = ANNOUNCED
        self._pace.until(at(begins))
        shown = emergency.show(self._director, self._centre, at(ends) + timedelta(hours=1))
        self._tally.add("emergency_boards", sum(name.startswith("led-") for name in self._machines))
        self._pace.until(at(ends))
        emergency.end(self._director, shown)
