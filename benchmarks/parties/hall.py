"""The terminals of the calling measurement: a kiosk, a caller, a window screen, a display.

``python -m benchmarks.parties.hall PLAN.json``; says ``milliseconds`` of display, screen and bare echo. With
``alone`` in the plan, so many calls come first, said on their own; then it waits for a line, and for another before it
leaves: terminals that go home while presence is measured would be alarms.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.parties.echo import Bare
from benchmarks.party import listen, say
from libs.common.clock import clock_from
from libs.terminal.connection import Link
from libs.terminal.simulators.fleet import Fleet
from libs.terminal.vocabulary import Key, Kind

WINDOW, CLASS = "1", "A"
PATIENCE = 20.0
TOGETHER = 20
BREATH = 0.12
"""Seconds between persons, fewer than in any hall: what follows a call (acknowledgements, and the 40 ms that TCP may
hold back a small packet after another) must not run into the next one."""


class Hall:
    def __init__(self, plan: dict[str, Any]) -> None:
        link = Link("127.0.0.1", plan["mqtt_port"], "", "")
        # The hall's own clock: by another, a call would have expired long ago.
        self.fleet = Fleet(link, plan["store"], clock=clock_from(plan["clock"]))
        machines = {
            "kiosk-1": Kind.KIOSK, f"caller-{WINDOW}": Kind.CALLER, f"screen-{WINDOW}": Kind.WINDOW_SCREEN,
            "display-1": Kind.QUEUE_DISPLAY,
        }  # fmt: skip
        added = [self.fleet.add(kind, plan["centre"], name, plan["secrets"][name]) for name, kind in machines.items()]
        self.kiosk, self.caller, self.screen, self.display = added
        self.changed = threading.Condition()
        self.shown: dict[str, float] = {}
        self.called: dict[str, float] = {}
        self.state = "idle"
        self.display.on_board = self._board
        self.screen.on_call = self._call

    def _board(self, _name: str, _revision: int, content: dict[str, Any]) -> None:
        at = time.perf_counter()
        window = content.get("windows", {}).get(WINDOW, {})
        with self.changed:
            self.state = window.get("state", "idle")
            if self.state == "calling":
                self.shown.setdefault(window["number"], at)
            self.changed.notify_all()

    def _call(self, call: Any) -> None:
        with self.changed:
            self.called.setdefault(call.number, time.perf_counter())
            self.changed.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        with self.changed:
            if not self.changed.wait_for(until, PATIENCE):
                raise TimeoutError(f"window {WINDOW} is {self.state}, {len(self.shown)} calls shown")

    def open(self) -> None:
        self.fleet.start()
        if missing := self.fleet.wait_online(PATIENCE):
            raise TimeoutError(f"not online: {missing}")

    def take_tickets(self, count: int) -> None:
        for begin in range(0, count, TOGETHER):
            pressed = [self.kiosk.press_later(CLASS) for _ in range(min(TOGETHER, count - begin))]
            for ticket in pressed:
                ticket.result(PATIENCE)

    def one_person(self, pause: float) -> tuple[float, float]:
        """After ``pause`` seconds, milliseconds from the key to the display and to the window screen; then service."""
        time.sleep(pause)
        calls, shown = len(self.called), len(self.shown)
        began = time.perf_counter()
        self.caller.press(Key.NEXT, WINDOW)
        self.wait(lambda: len(self.called) > calls and len(self.shown) > shown)
        number = list(self.called)[-1]
        took = (self.shown[number] - began) * 1000, (self.called[number] - began) * 1000
        self.caller.press(Key.SERVE, WINDOW)
        self.wait(lambda: self.state == "serving")
        self.caller.press(Key.FINISH, WINDOW)
        self.wait(lambda: self.state == "idle")
        return took


def main(plan: dict[str, Any]) -> None:
    hall = Hall(plan)
    bare = Bare(plan["mqtt_port"], "bench-echo", plan["broker_user"], plan["broker_password"], "bench/echo")
    times: dict[str, list[float]] = {"display": [], "screen": [], "echo": []}
    hall.open()
    try:
        alone = plan.get("alone", 0)
        hall.take_tickets(alone + plan["rounds"] * plan["calls"])
        if alone:
            say(alone=[hall.one_person(BREATH)[0] for _ in range(alone)])
            listen()
        for _ in range(plan["rounds"]):
            began = time.monotonic()
            for number in range(plan["calls"]):
                due = began + number * plan.get("every", 0.0)
                display, screen = hall.one_person(max(BREATH, due - time.monotonic()))
                times["display"].append(display)
                times["screen"].append(screen)
            for _ in range(plan["calls"]):
                times["echo"].append(bare.round_trip(b"{}" * 100))
        say(milliseconds=times)
        if alone:
            listen()
    finally:
        bare.close()
        hall.fleet.stop()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
