"""A process that carries a calendar in batches of four and dies by signal 9. Arguments: URL SECRETS WHERE.

``batch``: within the second batch, everything written and nothing committed; ``commit``: right after the first commit.
"""

import os
import signal
import sys
from pathlib import Path

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.editions import carrying
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.settings import load_settings
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.tables import BOOK
from services.intake.service import Service

BATCH = 4


def main() -> None:
    url, secrets, where = sys.argv[1:]
    install_keyring(KeyRing.load(Path(secrets)))
    environment = {"BIANMIN_AMQP_URL": "amqp://x", "BIANMIN_DATABASE_URL": url, "BIANMIN_SECRETS_DIR": secrets}
    clock = FixedClock()
    clock.advance(300 * 86_400)
    db = Database(url, "intake", clock, Service.metadata, load_settings(environment=environment))
    carrying.AT_ONCE = BATCH
    if where == "commit":
        with db.transaction() as tx:
            carrying.carry_batch(BOOK, tx, BEARERS)
    else:
        with db.transaction() as tx:
            carrying.carry_batch(BOOK, tx, BEARERS)
        with db.transaction() as tx:
            carrying.carry_batch(BOOK, tx, BEARERS)
            tx.session.flush()
            tx.flush_records()
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
