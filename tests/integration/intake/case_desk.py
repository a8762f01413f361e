"""A clerk's desk for tests of cases: the sample town in a fresh database, a clock that stands, short acts.

The applicants are synthetic: their numbers have the form of real ones and belong to nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from libs.common.actor import SYSTEM, Actor, Role
from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.events import Event
from libs.common.events.envelope import Envelope, read_envelope
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.identity.secrets import init_secrets
from libs.common.settings import load_settings
from libs.common.transaction import Transaction
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.ending import complete_case
from services.intake.casework.cases.registration import register_case
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.tables import Case
from services.intake.casework.upward.following import record_answer, tell_result
from services.intake.casework.upward.reporting import report_up
from services.intake.items.catalogue.actions import item_for_case, materials_of
from services.intake.service import Service
from tests.integration.intake.hall import prepare_town

TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"
SYNTHETIC = {"name": "样本甲", "resident_id": "331082199003071238", "phone": "13800001234", "phone_relation": "儿子"}
REPORTED, IMMEDIATE, PROMISED, JOINT = "BM-MZ-001", "BM-JH-001", "BM-MZ-003", "BM-GT-001"
ALL_OF_REPORTED = [1, 2, 3, 4, 6]
"""The required materials of REPORTED; of IMMEDIATE, 1 is required and 2 may follow."""

CLERK = Actor(id="clerk01", name="窗口员01", roles=frozenset({Role.CLERK}), centres=frozenset({"taozhu"}))
DIRECTOR = Actor(id="director", name="主任", roles=frozenset({Role.DIRECTOR}), centres=frozenset({"taozhu"}))


@dataclass
class Desk:
    db: Database
    clock: FixedClock

    @contextmanager
    def act(self, actor: Actor = CLERK) -> Iterator[Transaction]:
        with self.db.transaction(actor) as tx:
            yield tx

    def at(self, text: str) -> None:
        """Move the hall's clock to ``2026-03-09 10:00``, Asia/Shanghai."""
        self.clock.at = datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)

    def register(self, item: str = REPORTED, received: list[int] | None = None, **more: Any) -> str:
        """A case of ``item``, with every required material unless said."""
        with self.act() as tx:
            if received is None:
                received = [each.seq for each in materials_of(tx, item_for_case(tx, "taozhu", item)) if each.required]
            return register_case(tx, item_code=item, applicant=SYNTHETIC, received=received, **more).id

    def accepted(self, item: str = REPORTED, received: list[int] | None = None, **more: Any) -> str:
        case_id = self.register(item, received, **more)
        with self.act() as tx:
            accept_case(tx, case_id)
        return case_id

    def completed(self, case_id: str, result: Result = Result.DONE) -> None:
        """Complete the case; one that is decided above is reported, answered and told of before."""
        with self.act() as tx:
            if tx.one(Case, case_id).item_kind == "reported":
                report_up(tx, case_id)
                record_answer(tx, case_id, True, "同意")
                tell_result(tx, case_id, "phone")
            complete_case(tx, case_id, result_code=result)

    def case(self, case_id: str) -> Case:
        with self.db.reading(SYSTEM) as tx:
            case = tx.one(Case, case_id)
            tx.session.expunge(case)
            return case

    def told(self, event: Event) -> list[Envelope]:
        """The events of that kind in the outbox, in order."""
        outbox = self.db.kernel.outbox
        with self.db.reading() as tx:
            bodies = tx.session.scalars(
                select(outbox.c.body).where(outbox.c.routing_key == event.routing_key).order_by(outbox.c.id)
            )
            return [read_envelope(body) for body in bodies]


def open_desk(database_url: str, folder: Path) -> Desk:
    """The desk on Monday 2 March 2026, 8:30 in the hall."""
    environment = {
        "BIANMIN_AMQP_URL": "amqp://127.0.0.1:9/",
        "BIANMIN_DATABASE_URL": database_url,
        "BIANMIN_SECRETS_DIR": str(folder / "secrets"),
        "BIANMIN_DOCUMENTS_DIR": str(folder / "documents"),
    }
    clock = FixedClock()
    settings = load_settings(environment=environment)
    prepare_town(database_url, clock)
    init_secrets(folder / "secrets")
    install_keyring(KeyRing.load(folder / "secrets"))
    return Desk(Database(database_url, "intake", clock, Service.metadata, settings), clock)


def day(text: str) -> date:
    return date.fromisoformat(text)

