"""One replica's part of a crowd of clerks on one case, for a process of its own that eventlet has patched.

Arguments: URL SECRETS CASE VERSION FIRST COUNT. At the first line on its standard input every clerk changes the case as
they all saw it (VERSION); at the second those who were refused look again and try until their change has taken effect.
Prints how each round ended.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from eventlet import GreenPool

from libs.common.actor import Actor, Role
from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.settings import load_settings
from services.intake.casework.cases.tables import Case
from services.intake.casework.references.actions import add_reference
from services.intake.casework.stages.actions import begin_stage
from services.intake.service import Service

AT_ONCE = 25
"""As many as the connection pool serves at once."""


def change(db: Database, case_id: str, n: int, version: int) -> str:
    """The ``n``-th clerk's change of the case as seen at ``version``: "done", or the code of the refusal."""
    clerk = Actor(id=f"clerk-{n:02}", roles=frozenset({Role.CLERK}), centres=frozenset({"taozhu"}))
    try:
        with db.transaction(clerk) as tx:
            tx.if_match = version
            if n % 2:
                begin_stage(tx, case_id, "review", opinion=f"第{n}人")
            else:
                add_reference(tx, case_id, "省政务服务平台", f"编号{n}")
    except Refused as refused:
        return refused.code
    return "done"


def until_done(db: Database, case_id: str, n: int) -> int:
    """Look, try, look again; how many tries it took."""
    tries = 1
    while change(db, case_id, n, seen(db, case_id)) != "done":
        tries += 1
    return tries


def seen(db: Database, case_id: str) -> int:
    with db.reading() as tx:
        return tx.one(Case, case_id).version


def main() -> None:
    url, secrets, case_id, *numbers = sys.argv[1:]
    version, first, count = map(int, numbers)
    install_keyring(KeyRing.load(Path(secrets)))
    environment = {"BIANMIN_AMQP_URL": "amqp://x", "BIANMIN_DATABASE_URL": url, "BIANMIN_SECRETS_DIR": secrets}
    db = Database(url, "intake", FixedClock(), Service.metadata, load_settings(environment=environment))
    clerks, pool = range(first, first + count), GreenPool(AT_ONCE)
    print("ready", flush=True)
    sys.stdin.readline()
    outcomes = list(pool.imap(lambda n: change(db, case_id, n, version), clerks))
    print(json.dumps(Counter(outcomes)), flush=True)
    sys.stdin.readline()
    refused = [n for n, outcome in zip(clerks, outcomes, strict=True) if outcome != "done"]
    print(json.dumps(list(pool.imap(lambda n: until_done(db, case_id, n), refused))), flush=True)
