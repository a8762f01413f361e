"""The hall's terminals and the people at them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from libs.common.actor import Role
from libs.demo.api import People, Person
from libs.demo.mishaps import SCREEN, Mishaps
from libs.demo.pace import Pace, Stopped
from libs.demo.petitioners import Petitioners
from libs.demo.plan import ABSENT_WINDOW, NOON, DayPlan, at, login_of, read_rows
from libs.demo.prologue import play_prologue
from libs.demo.raters import Raters
from libs.demo.residents import Residents
from libs.demo.staff import StaffDay
from libs.demo.stories import STORIES, Cast
from libs.demo.tally import Tally
from libs.demo.villages import VillageAgents
from libs.demo.window import Window
from libs.terminal.client import Pace as TerminalPace
from libs.terminal.conformance.record import Record
from libs.terminal.conformance.tap import Tap
from libs.terminal.connection import Link
from libs.terminal.simulators.camera import DoorTally
from libs.terminal.simulators.fleet import Fleet
from libs.terminal.vocabulary import Kind

KINDS = {
    "kiosk": Kind.KIOSK,
    "caller": Kind.CALLER,
    "screen": Kind.WINDOW_SCREEN,
    "evaluator": Kind.EVALUATOR,
    "display": Kind.QUEUE_DISPLAY,
    "voice": Kind.VOICE,
    "led": Kind.LED,
    "camera": Kind.CAMERA,
}
GENERAL = "一窗多办"
TAPPED = ("kiosk-2", SCREEN)
"""Terminals whose line to the broker is cut during the day."""
INVITED_WITHIN = 3.0
"""Real seconds after which the last invitations to rate have come or run out."""
RETRY = TerminalPace(first_retry=0.1, longest_retry=0.3)
"""The network comes back at its own pace, but a real minute would be a day."""


class Hall:
    """Everything that moves on the demo's days. ``earlier``, ``open``, ``begin``, ``wait``, ``close``."""

    def __init__(
        self,
        people: People,
        secrets: Mapping[str, str],
        folder: Path,
        plan: DayPlan,
        seed: int,
        link: Link,
        store: Path,
        pace: Pace,
    ) -> None:
        self.tally = Tally()
        self.pace = pace
        self.door = DoorTally("大厅")
        self.fleet = Fleet(link, store, clock=pace.clock, pace=RETRY)
        self._taps = {terminal: Tap(Record(), (link.host, link.port)) for terminal in TAPPED}
        self._link = link
        self.machines: dict[str, Any] = {
            terminal: self._machine(people.centre, terminal, secret) for terminal, secret in secrets.items()
        }
        kiosks = [machine for name, machine in self.machines.items() if name.startswith("kiosk")]
        self.residents = Residents(plan.visitors, kiosks, self.door, pace, self.tally)
        evaluators = [machine for name, machine in self.machines.items() if name.startswith("evaluator")]
        self.raters = Raters(evaluators, self.residents.holders, pace, self.tally)
        self._threads: list[threading.Thread] = []
        self._people = people
        self._folder = folder
        self._windows = read_rows(folder, "windows.csv")
        self._staff = StaffDay(people, self._windows, pace, self.tally)
        cast = Cast(people, folder, seed, pace, self.tally)
        self._stories = [story(cast, number) for number, story in enumerate(STORIES)]

    def _machine(self, centre: str, terminal: str, secret: str) -> Any:
        kind = KINDS[terminal.split("-")[0]]
        device = {"flow": self.door} if terminal == "camera-1" else {}
        tap = self._taps.get(terminal)
        link = replace(self._link, host=tap.host, port=tap.port) if tap else None
        return self.fleet.add(kind, centre, terminal, secret, link=link, **device)

    def earlier(self) -> None:
        """The earlier day, on which no machine is needed."""
        play_prologue(self._staff, self._stories, self.pace)

    def open(self, timeout: float = 30) -> None:
        """Switch every terminal on. Raises TimeoutError naming those that stay away."""
        self.fleet.start()
        if missing := self.fleet.wait_online(timeout):
            raise TimeoutError("not online: " + ", ".join(missing))

    def begin(self) -> None:
        """Start everybody's day, each in a thread."""
        villages = [row["code"] for row in read_rows(self._folder, "villages.csv")]
        self._run("residents", self.residents.arrive)
        self._run("agents", VillageAgents(self._people, villages, self.pace, self.tally).work)
        self._run("petitioners", Petitioners(self._people, self._folder, self.pace, self.tally).work)
        mishaps = Mishaps(self._people, self.machines, self._taps, self.residents, self.pace, self.tally)
        self._run("kiosk away", mishaps.kiosk_loses_its_network)
        self._run("screen reboots", mishaps.screen_reboots)
        self._run("guide", mishaps.guide_at_the_kiosks)
        self._run("typhoon", mishaps.typhoon)
        self._run("staff", self._staff.work)
        for story in self._stories:
            self._run(story.name, story.play)
        for row in self._windows:
            self._run(f"window-{row['number']}", self._window(row).work)

    def _window(self, row: dict[str, str]) -> Window:
        number = int(row["number"])
        return Window(
            number,
            row["ticket_prefix"],
            self._seated(row),
            self.machines[f"caller-{number}"],
            self.machines["display-1"] if GENERAL in row["note"] else None,
            self.residents.holders,
            self.pace,
            self.tally,
        )

    def _seated(self, row: dict[str, str]) -> Callable[[], Person]:
        """Who sits at a window: A, or B while A has leave."""
        a, b = (self._people.person(login_of(row[post]), Role.CLERK) for post in ("post_a", "post_b"))
        if int(row["number"]) != ABSENT_WINDOW:
            return lambda: a
        return lambda: b if self.pace.now() < at(NOON[1]) else a

    def _run(self, name: str, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Stopped:
                return
            except Exception as error:  # told in the result: a demo that lost a person must not look fine
                self.tally.trouble(f"{name}: {type(error).__name__}: {error}")

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def at_work(self) -> bool:
        """Whether somebody is still served or waits at a window."""
        return any(thread.is_alive() for thread in self._threads if thread.name.startswith("window-"))

    def wait(self, timeout: float) -> None:
        """Until everybody has gone home, for ``timeout`` real seconds; who stays longer is told in the result."""
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                self.tally.trouble(f"{thread.name}: still there {timeout:.0f} s after closing")
        self.raters.wait(self.tally["finished"], INVITED_WITHIN)

    def send_everybody_home(self) -> None:
        """The last papers reach the broker, the cameras count the last people."""
        self.door.leave("大厅", self.tally["arrived"])
        for name, machine in self.machines.items():
            if name.startswith("camera"):
                machine.count()
            elif name.startswith("led"):
                machine.report()
        self.fleet.wait_drained(15)

    def shown(self) -> dict[str, int]:
        """What the machines showed, said and counted on the day."""

        def of(kind: str, count: Callable[[Any], int]) -> int:
            return sum(count(machine) for name, machine in self.machines.items() if name.startswith(kind))

        return {
            "tickets_printed": of("kiosk", lambda kiosk: len(kiosk.tickets)),
            "calls_shown": of("screen", lambda screen: len(screen.shown)),
            "calls_spoken": of("voice", lambda voice: len(voice.spoken)),
            "board_revisions": of("display", lambda display: len(display.revisions["queue"])),
            "playlists_loaded": of("led", lambda led: len(led.loaded)),
            "people_entered": self.tally["arrived"],
        }

    def close(self) -> None:
        self.pace.stop()
        self.fleet.stop()
        for tap in self._taps.values():
            tap.close()
