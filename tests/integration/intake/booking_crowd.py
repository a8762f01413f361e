"""One replica's part of a rush for places, for a process of its own that eventlet has patched.

Arguments: URL SECRETS FIRST COUNT SLOT. Starts when a line comes on its standard input, so that two of them start
together; prints how each attempt ended.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from eventlet import GreenPool

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.settings import load_settings
from services.intake.service import Service
from tests.integration.intake.booking_desk import attempt

AT_ONCE = 25
"""As many as the connection pool serves at once; the others queue, as they would for the service's workers."""


def main() -> None:
    url, secrets, first, count, slot = sys.argv[1:]
    install_keyring(KeyRing.load(Path(secrets)))
    environment = {"BIANMIN_AMQP_URL": "amqp://x", "BIANMIN_DATABASE_URL": url, "BIANMIN_SECRETS_DIR": secrets}
    db = Database(url, "intake", FixedClock(), Service.metadata, load_settings(environment=environment))
    print("ready", flush=True)
    sys.stdin.readline()
    pool = GreenPool(AT_ONCE)
    outcomes = pool.imap(lambda n: attempt(db, n, slot), range(int(first), int(first) + int(count)))
    print(json.dumps(Counter(outcomes)), flush=True)
