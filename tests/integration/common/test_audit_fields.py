"""Encrypted columns on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import String, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from libs.common.clock import SystemClock
from libs.common.database import Database, metadata_for
from libs.common.identity.fields import Encrypted, blind_index, re_encrypt
from libs.common.identity.keyring import KeyRing, KeyRingMissing, Undecipherable, install_keyring
from libs.common.identity.secrets import add_field_key, init_secrets


class Base(DeclarativeBase):
    metadata = metadata_for("people")


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    id_number: Mapped[str | None] = mapped_column(Encrypted("person.id_number"))
    phone: Mapped[str | None] = mapped_column(Encrypted("person.phone"))
    id_index: Mapped[str] = mapped_column(String(64), index=True)


NUMBER = "331082199003071234"  # made up


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Database:
    init_secrets(tmp_path)
    install_keyring(KeyRing.load(tmp_path))
    database = Database(database_url, "people", SystemClock(), Base.metadata)
    database.create_all()
    with database.transaction() as tx:
        for key in range(1, 8):
            index = blind_index(f"{NUMBER}{key}", "id")
            tx.session.add(Person(id=key, id_number=f"{NUMBER}{key}", phone=None, id_index=index))
    return database


def _stored(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.session.execute(text("select id_number from person order by id")).scalars())


def test_at_rest_nothing_can_be_read_but_it_can_be_found(database: Database) -> None:
    assert not any(NUMBER in stored for stored in _stored(database))
    with database.reading() as tx:
        by_number = select(Person).where(Person.id_index == blind_index(f"{NUMBER}3", "id"))
        found = tx.session.execute(by_number).scalar_one()
        assert (found.id, found.id_number, found.phone) == (3, f"{NUMBER}3", None)


def test_a_value_moved_to_another_column_is_noticed(database: Database) -> None:
    with database.transaction() as tx:
        tx.session.execute(text("update person set phone = id_number"))
    with database.reading() as tx, pytest.raises(Undecipherable):
        tx.one(Person, 1)


def test_keys_are_exchanged_while_the_service_runs(database: Database, tmp_path: Path) -> None:
    add_field_key(tmp_path)
    install_keyring(KeyRing.load(tmp_path))
    moved = []
    while not moved or moved[-1]:
        with database.transaction() as tx:
            moved.append(re_encrypt(tx.session, Person.id_number, limit=3))
    assert moved == [3, 3, 1, 0]
    assert {stored[:3] for stored in _stored(database)} == {"k2:"}
    with database.reading() as tx:
        assert tx.one(Person, 5).id_number == f"{NUMBER}5"


def test_without_a_key_ring_nothing_is_written_in_clear(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("libs.common.identity.keyring._installed", [])
    with pytest.raises(Exception) as failed, database.transaction() as tx:
        tx.session.add(Person(id=99, id_number=NUMBER, id_index="x"))
        tx.session.flush()
    assert isinstance(failed.value, KeyRingMissing) or isinstance(failed.value.__cause__, KeyRingMissing)
