"""A third of the hall's terminals in a process of its own, to be killed: ``python -m tests.chaos.third PLAN.json``.

Screens, evaluators and the announcer, which keep what they must in a file of their own. Says "ready" when all are
online; ends when its standard input does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from libs.common.clock import clock_from
from libs.demo.hall import KINDS
from libs.terminal.connection import Link
from libs.terminal.profile import Pace
from libs.terminal.simulators.fleet import Fleet

CENTRE = "taozhu"
ROOT = Path(__file__).resolve().parents[2]
MEMBERS = ("screen-1", "screen-5", "screen-6", "evaluator-1", "evaluator-5", "evaluator-6", "voice-1")


class Third:
    """The process, from outside."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.third", str(self._plan)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_ready(self) -> None:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        assert said == "ready", f"the third ended with {self._process.wait()}"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def fleet_of(plan: dict[str, Any], store: str) -> Fleet:
    """Terminals by the hall's clock: by another every call and ticket would have expired long ago."""
    link = Link("127.0.0.1", plan["mqtt_port"], "", "")
    return Fleet(link, store, clock=clock_from(plan["clock"]), pace=Pace(longest_retry=3.0))


def main(plan: dict[str, Any]) -> None:
    fleet = fleet_of(plan, plan["store"] + ".third")
    for terminal in MEMBERS:
        fleet.add(KINDS[terminal.split("-")[0]], CENTRE, terminal, plan["terminals"][terminal])
    fleet.start()
    assert not fleet.wait_online(90)
    print("ready", flush=True)
    sys.stdin.readline()
    fleet.stop()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
