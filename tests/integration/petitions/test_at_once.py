"""The same order from above, sent many times at once, is one petition; numbers of our own never collide."""

from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest
from sqlalchemy import select

from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.database import Database
from services.petitions.admin import load_town
from services.petitions.register.actions import register_petition
from services.petitions.register.tables import Petition
from services.petitions.service import Service
from tests.integration.petitions.town import TOWN, petition
from tests.support.harness import test_settings as settings_for_test


@pytest.fixture
def db(database_url: str, broker: BrokerNode, tmp_path: Path, clock: FixedClock) -> Iterator[Database]:
    settings = settings_for_test(broker, tmp_path, database_url, broker.amqp_url, clock)
    database = Database(database_url, "petitions", clock, Service.metadata, settings)
    database.create_all()
    load_town(database, TOWN)
    yield database
    database.dispose()


def register(db: Database, number: str | None) -> str:
    with db.transaction() as tx:
        return register_petition(tx, **petition(number=number)).id


def test_one_number_one_petition(db: Database) -> None:
    pool = eventlet.GreenPool()
    ids = {thread.wait() for thread in [pool.spawn(register, db, "GD-1") for _ in range(10)]}
    assert len(ids) == 1
    with db.reading() as tx:
        assert tx.session.scalars(select(Petition.id)).all() == list(ids)
        events = tx.session.scalars(
            select(tx.kernel.outbox.c.routing_key).order_by(tx.kernel.outbox.c.id)
        ).all()
    assert events == ["petition.registered.v1", "petition.dispatched.v1"]


def test_our_own_numbers_run_on(db: Database) -> None:
    pool = eventlet.GreenPool()
    for thread in [pool.spawn(register, db, None) for _ in range(10)]:
        thread.wait()
    with db.reading() as tx:
        numbers = sorted(tx.session.scalars(select(Petition.number)))
    assert numbers == [f"SQ20260302-{serial:04d}" for serial in range(1, 11)]
