"""Databases made once and copied: a hundred tables and a town take longer to make than most tests to run."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import MetaData, inspect
from sqlalchemy.engine import URL, make_url

from libs.common.database import make_engine
from tests.support.postgres import administer

_folder = tempfile.TemporaryDirectory(prefix="bianmin-templates-")
_templates: dict[tuple[str, str], str] = {}


def prepare(url: str, name: str, fill: Callable[[str], None]) -> None:
    """Make the empty database at ``url`` a copy of the one named ``name``, which ``fill(url)`` made the first time.

    ``name`` tells everything that the content depends on. ``fill`` leaves no connection open.
    """
    target = make_url(url)
    if target.drivername.startswith("sqlite"):
        template = _templates.get(("sqlite", name)) or _sqlite_template(name, fill)
        for trace in ("-wal", "-shm"):
            Path(f"{target.database}{trace}").unlink(missing_ok=True)
        shutil.copyfile(template, str(target.database))
    else:
        template = _templates.get((_server(target), name)) or _postgres_template(target, name, fill)
        administer(target, f'DROP DATABASE "{target.database}"')
        administer(target, f'CREATE DATABASE "{target.database}" TEMPLATE "{template}"')


def prepare_tables(url: str, service: str, metadata: MetaData) -> None:
    """Give the database at ``url`` the tables of ``service``; one that has them already keeps what it holds."""
    engine = make_engine(url)
    made = inspect(engine).has_table("outbox")
    engine.dispose()
    if not made:
        named = f"tables of {service}: {sorted(metadata.tables)}"
        prepare(url, named, lambda template: _make_tables(template, metadata))


def _make_tables(url: str, metadata: MetaData) -> None:
    engine = make_engine(url)
    metadata.create_all(engine)
    engine.dispose()


def _sqlite_template(name: str, fill: Callable[[str], None]) -> str:
    file = str(Path(_folder.name) / f"{uuid.uuid4().hex}.db")
    fill(f"sqlite:///{file}")
    # The last connection to leave has written the log back: the one file is the whole database.
    assert not Path(f"{file}-wal").exists(), "fill left a connection open"
    return _templates.setdefault(("sqlite", name), file)


def _postgres_template(target: URL, name: str, fill: Callable[[str], None]) -> str:
    template = f"template_{uuid.uuid4().hex}"
    administer(target, f'CREATE DATABASE "{template}" TEMPLATE template0')
    fill(target.set(database=template).render_as_string(hide_password=False))
    return _templates.setdefault((_server(target), name), template)


def _server(target: URL) -> str:
    return f"{target.host}:{target.port}"
