"""One replica's part of a rush on online applications, for a process of its own that eventlet has patched.

Arguments: URL SECRETS SEED. Starts when a line comes on its standard input, so that two of them start together. Takes
in every application that waits, and sends papers to the one draft; prints how each attempt ended.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from eventlet import GreenPool
from sqlalchemy import select

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.settings import load_settings
from libs.common.transaction import Transaction
from services.intake.online.applications import deciding
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.keeping import Paper, attach
from services.intake.service import Service
from tests.integration.intake.case_desk import CLERK

AT_ONCE, PAPERS = 15, 40


def main() -> None:
    url, secrets, seed = sys.argv[1:]
    install_keyring(KeyRing.load(Path(secrets)))
    environment = {"BIANMIN_AMQP_URL": "amqp://x", "BIANMIN_DATABASE_URL": url, "BIANMIN_SECRETS_DIR": secrets}
    db = Database(url, "intake", FixedClock(), Service.metadata, load_settings(environment=environment))
    with db.reading() as tx:
        rows = tx.session.execute(select(Application.id, Application.state)).all()
    waiting = [id for id, state in rows if state == "submitted"]
    [draft] = [id for id, state in rows if state == "draft"]
    acts = [taking(id) for id in waiting] + [sending(draft, f"{seed}/{n}") for n in range(PAPERS)]
    random.Random(seed).shuffle(acts)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(Counter(GreenPool(AT_ONCE).imap(lambda act: attempt(db, act), acts))), flush=True)


def attempt(db: Database, act: Callable[[Transaction], str]) -> str:
    try:
        with db.transaction(CLERK) as tx:
            return act(tx)
    except Refused as refused:
        return refused.code


def taking(application_id: str) -> Callable[[Transaction], str]:
    def act(tx: Transaction) -> str:
        deciding.take_in(tx, application_id)
        return "taken_in"

    return act


def sending(application_id: str, name: str) -> Callable[[Transaction], str]:
    def act(tx: Transaction) -> str:
        tx.session.get(Application, application_id, with_for_update=True)
        paper = Paper(sha256(name.encode()).hexdigest(), "image/jpeg", 100, 1)
        attach(tx, paper, centre="taozhu", channel="online", name=name, application_id=application_id)
        return "kept"

    return act
