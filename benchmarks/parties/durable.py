"""Both sides of the durable pipeline: business transaction, outbox, broker, reaction with inbox.

``python -m benchmarks.parties.durable send|receive single|batch COUNT AMQP_URL DATABASE_URL``
"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
import time  # noqa: E402
from dataclasses import replace  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from sqlalchemy import func, insert, select  # noqa: E402
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column  # noqa: E402

from benchmarks.party import listen, say  # noqa: E402
from libs.common.clock import SystemClock  # noqa: E402
from libs.common.database import Database, metadata_for  # noqa: E402
from libs.common.events import Envelope  # noqa: E402
from libs.common.events.intake import TALLY_RECORDED  # noqa: E402
from libs.common.ids import new_id  # noqa: E402
from libs.common.messaging import subscribe, subscribe_batch  # noqa: E402
from libs.common.messaging.consumer import declare_queues  # noqa: E402
from libs.common.messaging.relay import Relay  # noqa: E402
from libs.common.provider import DatabaseProvider  # noqa: E402
from libs.common.settings import Settings, load_settings  # noqa: E402
from libs.common.transaction import Transaction  # noqa: E402

EVENTS_PER_BATCH = 100


class SenderBase(DeclarativeBase):
    metadata = metadata_for("intake")


class Tally(SenderBase):
    __tablename__ = "tally"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]


class ReceiverBase(DeclarativeBase):
    metadata = metadata_for("reporting")


class Counted(ReceiverBase):
    __tablename__ = "counted"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]


RECORD = insert(Tally.__table__)  # type: ignore[arg-type]
COUNT = insert(Counted.__table__)  # type: ignore[arg-type]
SEEN = [0]


class Sender:
    name = "intake"
    metadata = SenderBase.metadata
    db = DatabaseProvider()
    relay = Relay()


class SingleReceiver:
    name = "reporting"
    metadata = ReceiverBase.metadata
    db = DatabaseProvider()

    @subscribe(TALLY_RECORDED, reaction="bench-single")
    def on_tally(self, tx: Transaction, event: Envelope) -> None:
        tx.session.execute(COUNT, {"id": event.data["tally_id"], "kind": event.data["kind"]})
        SEEN[0] += 1


class BatchReceiver:
    name = "reporting"
    metadata = ReceiverBase.metadata
    db = DatabaseProvider()

    @subscribe_batch(TALLY_RECORDED, reaction="bench-batch", size=200)
    def on_tallies(self, tx: Transaction, events: list[Envelope]) -> None:
        rows = [{"id": event.data["tally_id"], "kind": event.data["kind"]} for event in events]
        tx.session.execute(COUNT, rows)
        SEEN[0] += len(events)


def settings_for(amqp_url: str, database_url: str) -> Settings:
    environment = {
        "BIANMIN_AMQP_URL": amqp_url,
        "BIANMIN_DATABASE_URL": database_url,
        "BIANMIN_SECRETS_DIR": str(Path(".")),
    }
    return replace(load_settings(environment=environment), clock=SystemClock())


def one_transaction(database: Database, events: int) -> None:
    with database.transaction() as tx:
        rows = [{"id": new_id(), "kind": "copy"} for _ in range(events)]
        tx.session.execute(RECORD, rows)
        for row in rows:
            data = {"tally_id": row["id"], "kind": "copy", "quantity": 1, "window": 1, "at": tx.now}
            tx.emit(TALLY_RECORDED, row["id"], "taozhu", data)
        tx.audit("tally.record", "window-1", events=events)


def send(form: str, count: int, settings: Settings) -> None:
    Database(settings.database_url("intake"), "intake", SystemClock(), Sender.metadata).create_all()
    container = ServiceContainer(Sender, {"settings": settings, "AMQP_URI": settings.amqp_url})
    container.start()
    database = next(d for d in container.dependencies if d.attr_name == "db").database
    per_transaction = EVENTS_PER_BATCH if form == "batch" else 1
    say(ready=True)
    listen()
    say(started=time.time())
    for _ in range(count // per_transaction):
        one_transaction(database, per_transaction)
        eventlet.sleep(0)  # the relay lives in this process: give it its turn
    container.wait()


def receive(form: str, count: int, settings: Settings) -> None:
    service = SingleReceiver if form == "single" else BatchReceiver
    database = Database(settings.database_url("reporting"), "reporting", SystemClock(), service.metadata)
    database.create_all()
    declare_queues(settings.amqp_url, service, settings.retry_delays)
    container = ServiceContainer(service, {"settings": settings, "AMQP_URI": settings.amqp_url})
    container.start()
    say(ready=True)
    while True:
        while SEEN[0] < count:
            eventlet.sleep(0.01)
        with database.reading() as tx:
            done = tx.session.execute(select(func.count()).select_from(Counted)).scalar_one()
        if done >= count:
            say(finished=time.time(), counted=done)
            break
        eventlet.sleep(0.02)
    container.stop()


if __name__ == "__main__":
    side, form, count, amqp_url, database_url = sys.argv[1:6]
    {"send": send, "receive": receive}[side](form, int(count), settings_for(amqp_url, database_url))
