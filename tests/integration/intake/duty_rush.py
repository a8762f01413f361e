"""One replica's part of a morning on which everything happens at once, for a process of its own.

Arguments: URL SECRETS LEAVES. Starts when a line comes on its standard input; prints how each attempt ended.
Several greenthreads of it press sign-in for the lead, approve the leaves, follow posts and cover.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from eventlet import GreenPool

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.settings import load_settings
from libs.common.transaction import Transaction
from services.intake.duty.attendance.actions import sign_in
from services.intake.duty.cover.planning import follow_cover
from services.intake.duty.leaves.deciding import approve
from services.intake.duty.posts.following import follow_posts
from services.intake.service import Service
from tests.integration.intake.case_desk import DIRECTOR
from tests.integration.intake.duty_desk import CENTRE, LEAD

TIMES = 4
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def main() -> None:
    url, secrets, leaves = sys.argv[1:]
    install_keyring(KeyRing.load(Path(secrets)))
    environment = {"BIANMIN_AMQP_URL": "amqp://x", "BIANMIN_DATABASE_URL": url, "BIANMIN_SECRETS_DIR": secrets}
    db = Database(url, "intake", FixedClock(NINE), Service.metadata, load_settings(environment=environment))
    acts: dict[str, Callable[[Transaction], object]] = {
        "sign_in": lambda tx: sign_in(tx, CENTRE),
        "posts": lambda tx: follow_posts(tx, CENTRE),
        "cover": lambda tx: follow_cover(tx, CENTRE),
        **{f"approve {each}": lambda tx, each=each: approve(tx, each) for each in leaves.split(",")},  # type: ignore[misc]
    }

    def attempt(name: str) -> str:
        actor = DIRECTOR if name.startswith("approve") else LEAD
        try:
            with db.transaction(actor) as tx:
                acts[name](tx)
        except Refused as refused:
            return f"{name.split()[0]}: {refused.code}"
        return f"{name.split()[0]}: done"

    print("ready", flush=True)
    sys.stdin.readline()
    outcomes = GreenPool(12).imap(attempt, [name for name in acts for _ in range(TIMES)])
    print(json.dumps(Counter(outcomes)), flush=True)
