"""A process without eventlet that plays many terminals: ``hall_process.py STORE CENTRE PORT USER COUNT``.

The broker's password is the first line of standard input. All kinds in turn, one press each from the kiosks and
callers; prints ``online``, waits for a line, and stops them all.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from libs.terminal.connection import Link
from libs.terminal.profile import Pace
from libs.terminal.simulators.fleet import Fleet
from libs.terminal.vocabulary import Key, Kind


def main(store: str, centre: str, port: str, user: str, count: str) -> None:
    assert not {"eventlet", "sqlalchemy", "kombu", "nameko"} & set(sys.modules)
    secret = sys.stdin.readline().strip()
    fleet = Fleet(
        Link("127.0.0.1", int(port), "", "", username=user), Path(store), pace=Pace(0.1, 0.5, heartbeat=5)
    )
    kinds = list(Kind)
    members = [
        fleet.add(kinds[index % len(kinds)], centre, f"t-{index}", secret) for index in range(int(count))
    ]
    fleet.start()
    missing = fleet.wait_online(60)
    assert not missing, f"not online: {missing}"
    assert threading.active_count() < 15, "a thread per terminal"
    for member in members:
        match member.terminal.identity.kind:
            case Kind.KIOSK:
                member.press_later("A")
            case Kind.CALLER:
                member.press(Key.NEXT, "1")
    assert not fleet.wait_drained(60)
    print("online", flush=True)
    sys.stdin.readline()
    fleet.stop()
    print("stopped", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
