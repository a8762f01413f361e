"""A kiosk process that is killed in the middle of its work: ``publisher.py STORE CENTRE PORT USER FIRST LAST``.

The broker's password is the first line of standard input. For each number it prints ``<number> <time>`` once
the message is kept, as the hall would remember a press that it answered. Ends when all are confirmed.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from libs.terminal.connection import Link
from libs.terminal.envelope import stamp
from libs.terminal.kinds.kiosk import Kiosk
from libs.terminal.profile import Identity, Pace
from libs.terminal.store import Store
from libs.terminal.vocabulary import TICKET_REQUESTED, Kind


def main(store: str, centre: str, port: str, user: str, first: str, last: str) -> None:
    assert "eventlet" not in sys.modules
    secret = sys.stdin.readline().strip()
    kiosk = Kiosk(
        Identity(centre, "kiosk-killed", Kind.KIOSK),
        Link("127.0.0.1", int(port), "kiosk-killed", secret, username=user),
        Store(Path(store)),
        pace=Pace(first_retry=0.05, longest_retry=0.2),
    )
    kiosk.start()
    kiosk.wait_online(30)
    for number in range(int(first), int(last) + 1):
        at = datetime.now(UTC)
        data = {"press_id": f"press-{number}", "business_class": "A", "number": number}
        kiosk.publish(TICKET_REQUESTED, data, message_id=f"press-{number}", at=at)
        print(number, stamp(at), flush=True)
    drained = kiosk.wait_drained(30)
    kiosk.stop()
    sys.exit(0 if drained else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
