"""Bringing a service's database to the newest form, and writing the next step."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection, make_url

from libs.common.database import make_engine

ROOT = Path(__file__).resolve().parents[3]


def _config(service: str, metadata: MetaData, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("version_locations", str(ROOT / "services" / service / "migrations"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def migrate(service: str, metadata: MetaData, url: str) -> None:
    """Bring the database at ``url`` to the newest revision of ``service``; makes an SQLite file and its folder."""
    if (file := make_url(url).database) and url.startswith("sqlite"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    with engine.connect().execution_options(writes=True) as connection:
        command.upgrade(_config(service, metadata, connection), "head")
        connection.commit()
    engine.dispose()


def write_revision(service: str, metadata: MetaData, message: str) -> None:
    """Write the step from the newest revision to today's tables into ``services/<service>/migrations``."""
    engine = make_engine("sqlite://")
    with engine.connect() as connection:
        folder = ROOT / "services" / service / "migrations"
        folder.mkdir(exist_ok=True)
        number = f"{len(list(folder.glob('[0-9]*.py'))) + 1:04d}"
        config = _config(service, metadata, connection)
        command.upgrade(config, "head")
        command.revision(config, message=message, autogenerate=True, rev_id=number)
    engine.dispose()


def differences(metadata: MetaData, url: str) -> list[object]:
    """What the database at ``url`` lacks or has too much of, compared with the tables in the code."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    return [difference for difference in found if "alembic_version" not in str(difference)]
