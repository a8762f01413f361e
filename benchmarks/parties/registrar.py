"""Registers and approves the terminals of a crowd: ``python -m benchmarks.parties.registrar FILE COUNT DATABASE_URL``.

Writes name, kind, centre and secret of each to FILE. Ten townships' halls; in each of them screens, callers and
evaluators at forty windows, and kiosks, displays, voices, boards and cameras in between.
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks.party import say  # noqa: E402
from libs.common.clock import SystemClock  # noqa: E402
from libs.common.database import Database  # noqa: E402
from libs.common.settings import load_settings  # noqa: E402
from services.devices.base import Base  # noqa: E402
from services.devices.registry.actions import approve_terminal, register_terminal  # noqa: E402

CENTRES = 10
WINDOWS = 40
AT_A_WINDOW = ("window_screen", "caller", "evaluator")
IN_THE_HALL = ("kiosk", "queue_display", "voice", "led", "camera")
PER_TRANSACTION = 100


def wanted(count: int) -> list[tuple[str, str, str, int | None]]:
    found: list[tuple[str, str, str, int | None]] = []
    for number in range(count):
        centre, place = f"bench-{number % CENTRES}", number // CENTRES
        if place % 4 == 3:
            kind, window = IN_THE_HALL[place // 4 % len(IN_THE_HALL)], None
        else:
            kind, window = AT_A_WINDOW[place % 4], place // 4 % WINDOWS + 1
        found.append((f"crowd-{number}", kind, centre, window))
    return found


def main(file: Path, count: int, url: str) -> None:
    settings = load_settings(
        environment={"BIANMIN_AMQP_URL": "amqp://unused", "BIANMIN_DATABASE_URL": url, "BIANMIN_SECRETS_DIR": "unused"}
    )
    database = Database(url, "devices", SystemClock(), Base.metadata, settings)
    crowd = []
    places = wanted(count)
    for start in range(0, count, PER_TRANSACTION):
        with database.transaction() as tx:
            for name, kind, centre, window in places[start : start + PER_TRANSACTION]:
                register_terminal(tx, id=name, kind=kind, centre=centre, window=window)
                crowd.append((name, kind, centre, approve_terminal(tx, name)))
    file.touch(mode=0o600)
    file.write_text(json.dumps(crowd))
    say(registered=len(crowd))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
