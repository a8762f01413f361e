"""Migrations make the tables that the code knows, on both databases, and keep what is there. No service is left out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, DefaultClause, MetaData, Table, false, insert, select, text, true
from sqlalchemy.engine import Connection

from libs.common.database import make_engine
from libs.common.events import SERVICES
from libs.common.migrations.migrate import ROOT, _config, differences, migrate
from libs.common.migrations.render import render_item
from libs.common.runner import service_class

SAMPLES: dict[type, Any] = {
    str: "x",
    int: 1,
    bool: True,
    float: 1.5,
    Decimal: Decimal(1),
    bytes: b"x",
    date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2, 0, 30, tzinfo=UTC),
    time: time(8, 30),
    object: {"synthetic": "样例"},  # JSON
}
every_service = pytest.mark.parametrize("service", SERVICES)


def folder(service: str) -> Path:
    return ROOT / "services" / service / "migrations"


def revisions(service: str, connection: Connection) -> list[str]:
    """All revisions of a service, the oldest first."""
    script = ScriptDirectory.from_config(_config(service, service_class(service).metadata, connection))
    return [step.revision for step in reversed(list(script.walk_revisions()))]


def tables(connection: Connection) -> list[Table]:
    """The tables as the database has them, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def sample(column: Column[Any], connection: Connection) -> Any:
    """A value that fits; the same for each type, so that what refers to another row finds it."""
    value = SAMPLES[column.type.python_type]
    naive = isinstance(value, datetime) and connection.dialect.name == "sqlite"
    return value.replace(tzinfo=None) if naive else value


def fill(connection: Connection) -> None:
    """A row into every table that has none."""
    for table in tables(connection):
        if connection.execute(select(table).limit(1)).first() is None:
            row = {column.name: sample(column, connection) for column in table.columns}
            connection.execute(insert(table).values(row))
    connection.commit()


def contents(url: str) -> dict[str, list[dict[str, Any]]]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in tables(connection)
        }
    engine.dispose()
    return found


@every_service
def test_a_fresh_database_gets_the_tables_of_the_code_and_again_is_harmless(service: str, database_url: str) -> None:
    metadata = service_class(service).metadata
    for _ in range(2):
        migrate(service, metadata, database_url)
        assert differences(metadata, database_url) == []


@every_service
def test_rows_survive_every_step(service: str, database_url: str) -> None:
    """A row goes into each table as soon as there is one; at the end each is still there, its columns unchanged."""
    metadata = service_class(service).metadata
    engine = make_engine(database_url)
    with engine.connect() as connection:
        steps = revisions(service, connection)
        connection.rollback()
    kept: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        with engine.connect().execution_options(writes=True) as connection:
            command.upgrade(_config(service, metadata, connection), step)
            connection.commit()
            fill(connection)
        after = contents(database_url)
        for name, rows in kept.items():
            if name in after:
                shared = rows[0].keys() & after[name][0].keys()
                assert [{key: row[key] for key in shared} for row in after[name]] == [
                    {key: row[key] for key in shared} for row in rows
                ]
        kept = after
    engine.dispose()
    migrate(service, metadata, database_url)
    assert contents(database_url) == kept
    assert set(kept) == set(metadata.tables)


@every_service
def test_a_database_that_fails_half_way_stays_as_it_was(service: str, database_url: str) -> None:
    """A table that is in the way stops the migration; nothing of it is left behind."""
    metadata = service_class(service).metadata
    engine = make_engine(database_url)
    with engine.connect().execution_options(writes=True) as connection:
        metadata.tables["parked"].create(connection)
        connection.commit()
    with pytest.raises(Exception, match="already exists"):
        migrate(service, metadata, database_url)
    with engine.connect() as connection:
        assert [table.name for table in tables(connection)] == ["parked"]
    engine.dispose()


@every_service
def test_steps_form_one_line_and_use_nothing_of_ours(service: str) -> None:
    """A migration must read the same in ten years, whatever has become of our classes."""
    files = sorted(folder(service).glob("[0-9]*.py"))
    assert files, f"{service} has no migrations: ./dev admin revision {service} initial"
    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for file, before in zip(files, [None, *numbers], strict=False):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"\b(libs|services)\.|UtcDateTime|Encrypted", source), file.name
        assert re.search(rf"^down_revision = ({before}|['\"]{before}['\"])$", source, re.MULTILINE), file.name


@pytest.mark.parametrize(("default", "written"), [(false(), "sa.false()"), (true(), "sa.true()"), (text("'x'"), False)])
def test_truth_as_a_default_is_written_for_both_databases(default: Any, written: str | bool) -> None:
    context = AutogenContext(MigrationContext.configure(dialect_name="sqlite"))
    assert render_item("server_default", DefaultClause(default), context) == written
