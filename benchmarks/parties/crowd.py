"""Many terminals that do what terminals do most of the day: they are there.

``python -m benchmarks.parties.crowd PLAN.json FIRST LAST STORE`` plays the crowd's terminals from FIRST up to LAST.
Says ``online`` (how many, and in how many seconds) once all are; leaves in order when its standard input ends.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.party import say
from libs.common.clock import clock_from
from libs.terminal.connection import Link
from libs.terminal.profile import Pace
from libs.terminal.simulators.fleet import Fleet
from libs.terminal.vocabulary import Kind

TOGETHER = 16
"""Terminals that connect at a time: a box whose power comes back lets in as many as it can, the others try again."""
PATIENCE = 60.0


def main(plan: dict[str, Any], first: int, last: int, store: str) -> None:
    pace = Pace(heartbeat=plan["heartbeat_seconds"])
    fleet = Fleet(Link("127.0.0.1", plan["mqtt_port"], "", ""), store, clock=clock_from(plan["clock"]), pace=pace)
    for name, kind, centre, secret in plan["crowd"][first:last]:
        fleet.add(Kind(kind), centre, name, secret)
    fleet.loop.start()
    began = time.monotonic()
    members = list(fleet)
    for start in range(0, len(members), TOGETHER):
        some = members[start : start + TOGETHER]
        for member in some:
            member.start()
        for member in some:
            if not member.terminal.wait_online(PATIENCE):
                raise TimeoutError(f"{member.terminal.identity.terminal} is not online")
    say(online=(len(fleet), time.monotonic() - began))
    sys.stdin.readline()
    fleet.stop()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
