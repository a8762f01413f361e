"""The hall of the sample town for the tests of *intake*: its database alone, or the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import insert

from libs.common.broker.node import BrokerNode
from libs.common.clock import Clock, FixedClock
from libs.common.database import Database
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.settings import load_settings
from services.intake.admin import load_town
from services.intake.items.catalogue.tables import Window, WindowClass
from services.intake.service import Service
from tests.support.harness import Running, run_service
from tests.support.prepared import prepare

TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"
CENTRE = "taozhu"
MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9:00 in the hall
MONDAY_NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00
MONDAY_NIGHT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 20:00


def at(moment: datetime) -> FixedClock:
    return FixedClock(moment)


def hall_database(url: str, clock: Clock | None = None, *, fresh: bool = True) -> Database:
    """A database of *intake* at ``url``; ``fresh`` makes its tables."""
    unused = {f"BIANMIN_{name}": "amqp://unused" for name in ("AMQP_URL", "DATABASE_URL", "SECRETS_DIR")}
    hall = {**load_settings(environment=unused).hall, "public_url": "https://bm.example.cn/"}
    settings = SimpleNamespace(hall=hall)
    install_keyring(KeyRing("k1", {"k1": bytes(32)}, bytes(32)))
    db = Database(url, "intake", clock or at(MONDAY_MORNING), Service.metadata, settings)
    if fresh:
        db.create_all()
    return db


def town_database(url: str, clock: Clock | None = None) -> Database:
    """A database with the sample town loaded."""
    clock = clock or at(MONDAY_MORNING)
    prepare_town(url, clock)
    return hall_database(url, clock, fresh=False)


def prepare_town(url: str, clock: Clock) -> None:
    """Make the empty database at ``url`` one of *intake* with the sample town, loaded on the day of ``clock``."""

    def fill(template: str) -> None:
        db = hall_database(template, at(clock.now()))
        load_town(db, TOWN)
        db.dispose()

    prepare(url, f"intake with the town of {clock.now()}", fill)


def add_windows(db: Database, numbers: range, classes: dict[str, int]) -> None:
    """More windows that call ``classes`` (prefix: rank), as a larger hall has them."""
    with db.transaction() as tx:
        for number in numbers:
            tx.session.add(
                Window(
                    centre=CENTRE, number=number, name=f"{number}号窗口", prefix=f"Z{number}",
                    post_a="clerk01", post_b="clerk02", note="",
                )
            )  # fmt: skip
            served = [
                {"centre": CENTRE, "window": number, "prefix": prefix, "rank": rank} for prefix, rank in classes.items()
            ]
            tx.session.execute(insert(WindowClass), served)


@contextmanager
def open_hall(database_url: str, broker: BrokerNode, folder: Path, clock: Clock | None = None) -> Iterator[Running]:
    """The running service with the sample town, on Monday morning unless ``clock`` says otherwise."""
    clock = clock or at(MONDAY_MORNING)
    prepare_town(database_url, clock)
    with run_service(Service, database_url, broker, folder, clock) as running:
        yield running
