"""The audit chain on both databases: whoever changes the book is found out, with the place."""

import itertools

import eventlet
import pytest
from sqlalchemy import delete, insert, select, update

from libs.common.actor import Actor
from libs.common.audit import Verification, link, verify
from libs.common.clock import SystemClock
from libs.common.database import Database, metadata_for

METADATA = metadata_for("audited")
CLERK = Actor(id="u1")


@pytest.fixture
def database(database_url: str) -> Database:
    database = Database(database_url, "audited", SystemClock(), METADATA)
    database.create_all()
    return database


def _write(database: Database, rows: int) -> None:
    for number in range(rows):
        with database.transaction(CLERK) as tx:
            tx.audit("case.accept", f"case-{number}", fee=12.0, items=[1, 2.5], text="受理")


def _verify(database: Database) -> Verification:
    with database.reading() as tx:
        return verify(tx)


@pytest.mark.row("C9")
def test_an_untouched_chain_holds(database: Database) -> None:
    assert _verify(database) == Verification(True, 0)
    _write(database, 5)
    with database.transaction() as tx:
        tx.audit("two.first", "s")
        tx.audit("two.second", "s")
    assert _verify(database) == Verification(True, 7)


def test_a_rolled_back_action_leaves_no_gap(database: Database) -> None:
    _write(database, 1)
    with pytest.raises(ValueError, match="no"), database.transaction() as tx:
        tx.audit("case.accept", "c")
        raise ValueError("no")
    _write(database, 1)
    assert _verify(database) == Verification(True, 2)


def test_writers_at_once_make_one_chain(database: Database) -> None:
    pool = eventlet.GreenPool(8)
    list(pool.imap(lambda _: _write(database, 5), range(8)))
    assert _verify(database) == Verification(True, 40)


def _change(tx, audit, head) -> None:
    tx.session.execute(update(audit).where(audit.c.id == 3).values(actor="u2"))


def _change_details(tx, audit, head) -> None:
    tx.session.execute(update(audit).where(audit.c.id == 3).values(details={"fee": 1}))


def _change_and_rehash(tx, audit, head) -> None:
    row = dict(tx.session.execute(select(audit).where(audit.c.id == 3)).mappings().one()) | {"actor": "u2"}
    tx.session.execute(
        update(audit).where(audit.c.id == 3).values(actor="u2", hash=link(row["previous"], row))
    )


def _remove_from_the_middle(tx, audit, head) -> None:
    tx.session.execute(delete(audit).where(audit.c.id == 3))


def _cut_the_tail(tx, audit, head) -> None:
    tx.session.execute(delete(audit).where(audit.c.id >= 4))


def _swap(tx, audit, head) -> None:
    for before, after in ((3, 99), (4, 3), (99, 4)):
        tx.session.execute(update(audit).where(audit.c.id == before).values(id=after))


def _add_past_the_head(tx, audit, head) -> None:
    row = dict(tx.session.execute(select(audit).where(audit.c.id == 6)).mappings().one())
    row |= {"id": 7, "previous": row["hash"]}
    tx.session.execute(insert(audit).values(**row | {"hash": link(row["previous"], row)}))


def _wipe_the_head(tx, audit, head) -> None:
    tx.session.execute(delete(head))


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("tamper", "broken_at"),
    [
        (_change, 3),
        (_change_details, 3),
        (_change_and_rehash, 4),
        (_remove_from_the_middle, 3),
        (_cut_the_tail, 4),
        (_swap, 3),
        (_add_past_the_head, 7),
        (_wipe_the_head, 1),
    ],
)
def test_tampering_is_found_with_its_place(database: Database, tamper, broken_at: int) -> None:
    _write(database, 6)
    with database.transaction() as tx:
        tamper(tx, tx.kernel.audit, tx.kernel.audit_head)
    found = _verify(database)
    assert (found.ok, found.broken_at) == (False, broken_at)
    assert found.reason


def test_a_check_beside_writers_raises_no_alarm(database: Database) -> None:
    done = eventlet.spawn(_write, database, 30)
    for _ in itertools.count():
        assert _verify(database).ok
        eventlet.sleep(0)
        if done.dead:
            break
    assert _verify(database) == Verification(True, 30)
