"""The database's promises, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import eventlet
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from libs.common.clock import FixedClock
from libs.common.columns import UtcDateTime
from libs.common.database import Database, DatabaseRefused, make_engine, metadata_for
from libs.common.errors import NotFound, Refused, StaleVersion
from libs.common.events.intake import TALLY_RECORDED
from libs.common.leases import Lease, take_lease


class Base(DeclarativeBase):
    metadata = metadata_for("intake")


class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="new")
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class NotNew(Refused):
    code = "not_new"


@pytest.fixture
def db(database_url: str) -> Any:
    database = Database(database_url, "intake", FixedClock(), Base.metadata)
    database.create_all()
    yield database
    database.dispose()


@pytest.mark.parametrize("url", ["postgresql://h/x", "postgresql+psycopg://h/x", "mysql://h/x"])
def test_a_driver_that_would_freeze_the_process_is_refused_at_start(url: str) -> None:
    with pytest.raises(DatabaseRefused):
        make_engine(url)


def test_times_are_aware_utc_in_and_out_and_naive_ones_are_refused(db: Database) -> None:
    shanghai = datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    with db.transaction() as tx:
        tx.session.add(Thing(id="a", at=shanghai))
    with db.reading() as tx:
        assert tx.one(Thing, "a").at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    with pytest.raises(StatementError, match="naive"), db.transaction() as tx:
        tx.session.execute(insert(Thing).values(id="b", state="new", version=1, at=datetime(2026, 3, 2)))


@pytest.mark.row("N10")
def test_rows_event_and_audit_come_together_or_not_at_all(db: Database) -> None:
    data = TALLY_RECORDED.load(TALLY_RECORDED.example)
    with pytest.raises(RuntimeError), db.transaction() as tx:
        tx.session.add(Thing(id="a"))
        tx.emit(TALLY_RECORDED, "a", "taozhu", data)
        tx.audit("thing.make", "a")
        raise RuntimeError("power cut")
    kernel = db.kernel
    with db.reading() as tx:
        for table in (kernel.outbox, kernel.audit, kernel.aggregate, Thing.__table__):
            assert tx.session.execute(select(table)).all() == []


def test_events_of_a_subject_are_numbered_without_a_gap(db: Database) -> None:
    data = TALLY_RECORDED.load(TALLY_RECORDED.example)
    for count in (2, 1):
        with db.transaction() as tx:
            for _ in range(count):
                tx.emit(TALLY_RECORDED, "a", "taozhu", data)
            tx.emit(TALLY_RECORDED, "b", "taozhu", data)
    outbox = db.kernel.outbox
    with db.reading() as tx:
        bodies = tx.session.execute(select(outbox.c.body).order_by(outbox.c.id)).scalars().all()
    numbers = [(body.split('"subject":"')[1][0], body.split('"sequence":"')[1][0]) for body in bodies]
    assert [n for s, n in numbers if s == "a"] == ["1", "2", "3"]
    assert [n for s, n in numbers if s == "b"] == ["1", "2"]


@pytest.mark.row("C9")
def test_a_move_needs_the_state_and_the_version_that_were_seen(db: Database) -> None:
    with db.transaction() as tx:
        tx.session.add(Thing(id="a"))
    with db.transaction() as tx:
        tx.moved(Thing, "a", origin={"new"}, to="done", version=1)
    with pytest.raises(StaleVersion), db.transaction() as tx:
        tx.moved(Thing, "a", origin={"new"}, to="done", version=1)
    with pytest.raises(NotNew), db.transaction() as tx:
        tx.moved(Thing, "a", origin={"new"}, to="done", otherwise=NotNew)
    with pytest.raises(NotFound), db.transaction() as tx:
        tx.moved(Thing, "b", origin={"new"}, to="done")
    with db.reading() as tx:
        assert (tx.one(Thing, "a").state, tx.one(Thing, "a").version) == ("done", 2)


def test_fifty_writers_at_once_all_get_through_and_the_audit_chain_holds(db: Database) -> None:
    def write(number: int) -> None:
        with db.transaction() as tx:
            tx.session.add(Thing(id=str(number)))
            tx.audit("thing.make", str(number))

    pool = eventlet.GreenPool(50)
    list(pool.imap(write, range(50)))
    audit, head = db.kernel.audit, db.kernel.audit_head
    with db.reading() as tx:
        rows = tx.session.execute(select(audit.c.previous, audit.c.hash).order_by(audit.c.id)).all()
        assert tx.session.execute(select(head.c.rows, head.c.hash)).one() == (50, rows[-1].hash)
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]


def test_two_databases_on_one_file_wait_for_each_other_without_freezing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    first = Database(url, "intake", FixedClock(), Base.metadata)
    first.create_all()
    second = Database(url, "intake", FixedClock(), Base.metadata)
    ticks: list[int] = []

    def other_process() -> None:
        with second.transaction() as tx:
            tx.session.add(Thing(id="second"))

    with first.transaction() as tx:
        tx.session.add(Thing(id="first"))
        tx.session.flush()
        waiting = eventlet.spawn(other_process)
        for tick in range(20):
            eventlet.sleep(0.01)  # the other is refused and must come back here between its tries
            ticks.append(tick)
    waiting.wait()
    assert len(ticks) == 20
    with first.reading() as tx:
        assert {thing.id for thing in tx.session.execute(select(Thing)).scalars()} == {"first", "second"}


def test_a_transaction_inside_a_transaction_is_refused_instead_of_freezing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'one.db'}", "intake", FixedClock(), Base.metadata)
    database.create_all()
    with pytest.raises(RuntimeError, match="for ever"), database.transaction(), database.transaction():
        pytest.fail("two at once")
    with database.transaction() as tx:
        tx.session.add(Thing(id="afterwards"))


def test_a_lease_is_held_by_one_and_passes_on_when_released_or_over(db: Database) -> None:
    mine, other = Lease(db, "relay"), Lease(db, "relay")
    assert mine.held()
    assert mine.held()
    assert not other.held()
    mine.release()
    assert other.held()
    with db.transaction() as tx:
        assert take_lease(tx, "short", "a", seconds=-1)
        assert take_lease(tx, "short", "b", seconds=5)
        assert not take_lease(tx, "short", "a", seconds=5)
