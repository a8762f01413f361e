"""The load of the chaos test, in a process of its own: terminals and people who do not give up.

``python -m tests.chaos.load PLAN.json``; the plan says where the suite is. Says "ready" when terminals are online,
works until a line comes on standard input, then sees everything through and prints what was acknowledged.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import requests

from libs.common.actor import Role
from libs.common.ids import new_id
from libs.demo.api import AnswerRefused, People, Person
from libs.demo.hall import KINDS
from libs.demo.plan import synthetic_resident_id
from libs.terminal.inbox import failed
from libs.terminal.vocabulary import FaultCode, Key
from tests.chaos.third import CENTRE, MEMBERS, fleet_of

WINDOWS = (1, 5, 6, 11, 12)
CLASSES = "AEFLM"
PRESS_EVERY = 0.12
PATIENT = 5
"""The window whose clerk waits for the person; its screen is among those that are killed."""
LOOK_UP = 10.0
"""Seconds that this clerk waits: longer than an alarm takes on a slow machine."""
RECALLED = 0.2
AGAIN = 0.2
PATIENCE = 90.0


class Load:
    """Everybody in the hall, and the journal of what was acknowledged to them."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.random = Random(plan["seed"])
        self.people = People(plan["urls"], Path(plan["secrets_dir"]), CENTRE)
        self.fleet = fleet_of(plan, plan["store"])
        self.machines: dict[str, Any] = {}
        for terminal, secret in plan["terminals"].items():
            if terminal in MEMBERS:
                continue  # in the process that is killed
            if terminal.startswith(("kiosk", "display", "voice")) or terminal.split("-")[-1] in map(str, WINDOWS):
                kind = KINDS[terminal.split("-")[0]]
                self.machines[terminal] = self.fleet.add(kind, CENTRE, terminal, secret)
        # The display on the wall takes no calls: with its screen and the announcer killed, a call is shown by nobody.
        self.machines["display-1"].show_call = lambda call: failed(FaultCode.SCREEN_DARK.value)
        self.items: list[dict[str, Any]] = plan["items"]
        self.villages: list[str] = plan["villages"]
        self.journal: dict[str, Any] = {"presses": [], "registered": {}, "accepted": [], "returned": [], "troubles": []}
        self.stop = threading.Event()
        self.lock = threading.Lock()

    def note(self, what: str, value: Any) -> None:
        with self.lock:
            self.journal[what].append(value)

    # -- residents

    def press_kiosks(self) -> None:
        """Presses are acknowledged by the kiosk itself: it has them on disk."""
        kiosks = [self.machines["kiosk-1"], self.machines["kiosk-2"]]
        number = 0
        while not self.stop.wait(PRESS_EVERY):
            kiosk = kiosks[number % 2]
            self.note("presses", [f"kiosk-{number % 2 + 1}", kiosk.terminal.press(CLASSES[number % len(CLASSES)])])
            number += 1

    # -- clerks at callers

    def work_window(self, window: int) -> None:
        """Press the key that fits what the caller shows; a press lost in an outage is pressed again."""
        caller = self.machines[f"caller-{window}"]
        following = {"calling": Key.SERVE, "serving": Key.FINISH}
        while not self.stop.is_set():
            state = caller.states.get(str(window))
            key = following.get(state.state, Key.NEXT) if state else Key.NEXT
            if key == Key.SERVE and window == PATIENT:
                self.stop.wait(LOOK_UP)
            if key == Key.SERVE and self.random.random() < RECALLED:
                caller.press(Key.RECALL, str(window), state.ticket_id)
                self.stop.wait(0.3)
            before, refusals = state, len(caller.refusals)
            caller.press(key, str(window))
            deadline = time.monotonic() + 4
            while (
                caller.states.get(str(window)) == before
                and len(caller.refusals) == refusals
                and time.monotonic() < deadline
                and not self.stop.wait(0.02)
            ):
                pass
            self.stop.wait(0.1)

    # -- cases

    def persist(self, person: Person, service: str, path: str, body: dict[str, Any] | None, key: str) -> Any:
        """Ask again with the same key until the service answers: what a page does in an outage."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return person.post(service, path, body, key=key)
            except requests.RequestException:
                pass  # no answer: it may or may not have happened, which is what the key is for
            except AnswerRefused as refused:
                if refused.status < 500:
                    raise
            if time.monotonic() > deadline:
                raise TimeoutError(f"{service}{path}: no answer in {PATIENCE} s")
            time.sleep(AGAIN)

    def register_cases(self, clerk: Person, seed: int) -> None:
        random = Random(seed)
        number = 0
        while not self.stop.wait(0.15):
            number += 1
            item = random.choice(self.items)
            key = new_id()
            body = {
                "item_code": item["code"],
                "applicant": {"name": "样例人", "resident_id": synthetic_resident_id(random, number)},
                "received": item["materials"],
                "village_code": random.choice(self.villages),
            }
            case = self.persist(clerk, "intake", "/cases", body, key)
            with self.lock:
                self.journal["registered"][key] = case["id"]
            self.persist(clerk, "intake", f"/cases/{case['id']}/accept", {}, new_id())
            self.note("accepted", case["id"])

    def work_villages(self) -> None:
        director = self.people.person("director", Role.DIRECTOR)
        agent = self.people.person("agent-all", Role.VILLAGE_AGENT, villages=frozenset(self.villages))
        steps: list[tuple[str, str, dict[str, Any] | None]] = [
            ("opened", "take", None),
            ("taken", "done", None),
            ("done", "return", {"outcome": "done"}),
        ]
        while not self.stop.wait(0.3):
            for state, verb, body in steps:
                for delegation in self.look(director, state):
                    try:
                        self.persist(agent, "routing", f"/delegations/{delegation['id']}/{verb}", body, new_id())
                        if verb == "return":
                            self.note("returned", delegation["case_id"])
                    except AnswerRefused as refused:
                        self.note("troubles", f"{verb}: {refused}")

    def look(self, director: Person, state: str) -> list[dict[str, Any]]:
        try:
            found = director.get("routing", "/delegations", centre=CENTRE, state=state, limit=50)
        except (requests.RequestException, AnswerRefused):
            return []  # looked at again in a moment
        return list(found["items"])

    # -- the whole

    def run(self) -> None:
        self.fleet.start()
        self.fleet.wait_online(60)
        print("ready", flush=True)
        clerk = self.people.person("clerk05", Role.CLERK)
        jobs: list[Callable[[], None]] = [self.press_kiosks, self.work_villages]
        jobs += [lambda w=window: self.work_window(w) for window in WINDOWS]  # type: ignore[misc]
        jobs += [lambda s=seed: self.register_cases(clerk, s) for seed in (1, 2)]  # type: ignore[misc]
        threads = [threading.Thread(target=self.guarded, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        sys.stdin.readline()
        self.stop.set()
        for thread in threads:
            thread.join(PATIENCE + 10)
        if undelivered := self.fleet.wait_drained(60):
            self.note("troubles", f"not drained: {undelivered}")
        print("drained", flush=True)
        display = self.machines["display-1"]
        self.wait_for_revision(display, int(sys.stdin.readline()))
        self.journal["shown"] = display.boards.get("queue")
        self.journal["revisions"] = display.revisions["queue"]
        screens = [machine for name, machine in self.machines.items() if name.startswith("screen")]
        self.journal["calls"] = [call.call_id for screen in screens for call in screen.shown]
        self.fleet.stop()
        print(json.dumps(self.journal), flush=True)

    def wait_for_revision(self, display: Any, revision: int) -> None:
        """Until the display on the wall shows ``revision``, or its patience is over."""
        deadline = time.monotonic() + 60
        while display.boards.get("queue", (0, {}))[0] < revision and time.monotonic() < deadline:
            time.sleep(0.1)

    def guarded(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as error:  # told in the journal: the test fails on any trouble
            self.note("troubles", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    Load(json.loads(Path(sys.argv[1]).read_text())).run()
