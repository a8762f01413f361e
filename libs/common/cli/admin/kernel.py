"""Commands for what every service has: databases, keys, audit, queues, parked messages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from libs.common.audit import verify
from libs.common.cli.admin.session import OPERATOR, database, service_argument, services_argument, settings, settle
from libs.common.database import Database
from libs.common.events import SERVICES
from libs.common.identity.secrets import init_secrets
from libs.common.messaging.consumer import declare_queues
from libs.common.messaging.parked import drop, list_parked, replay, show_parked
from libs.common.runner import service_class


@click.command("migrate")
@services_argument
def migrate_command(services: tuple[str, ...]) -> None:
    """Bring databases to the newest form (all services unless named)."""
    from libs.common.migrations.migrate import migrate

    for service in services or SERVICES:
        migrate(service, service_class(service).metadata, settings().database_url(service))
        click.echo(f"{service}: 数据库已是最新")


@click.command()
@service_argument
@click.argument("message")
def revision(service: str, message: str) -> None:
    """Write the migration from the newest revision to today's tables."""
    from libs.common.migrations.migrate import write_revision

    write_revision(service, service_class(service).metadata, message)


@click.group()
def secrets() -> None:
    """密钥。"""


@secrets.command("init")
@click.argument("directory", type=click.Path(path_type=Path))
def secrets_init(directory: Path) -> None:
    """Make the keys that are missing in DIRECTORY; never overwrites one."""
    for name in init_secrets(directory):
        click.echo(f"已生成 {name}")


@click.group()
def audit() -> None:
    """审计。"""


@audit.command("verify")
@services_argument
def audit_verify(services: tuple[str, ...]) -> None:
    """Check the hash chain of each service; exit 1 when one is broken."""
    broken = False
    for service in services or SERVICES:
        with database(service) as db, db.reading() as tx:
            result = verify(tx)
        broken |= not result.ok
        click.echo(f"{service}: {result.rows} 条，{'完整' if result.ok else '损坏：' + result.reason}")
    sys.exit(1 if broken else 0)


@click.group()
def queues() -> None:
    """消息队列。"""


@queues.command("declare")
@services_argument
def queues_declare(services: tuple[str, ...]) -> None:
    """Make every queue and binding, before any service publishes. Idempotent."""
    for service in services or SERVICES:
        declare_queues(settings().amqp_url, service_class(service), settings().retry_delays)


@click.group()
def parked() -> None:
    """搁置的消息。"""


@parked.command("list")
@service_argument
def parked_list(service: str) -> None:
    """List what waits for a person, oldest first."""
    with database(service) as db, db.reading() as tx:
        for entry in list_parked(tx, limit=1000):
            click.echo(f"{entry['id']}  {entry['queue']}  {entry['parked_at']:%F %T}  {entry['reason']}")


@parked.command("show")
@service_argument
@click.argument("message_id")
def parked_show(service: str, message_id: str) -> None:
    """Show one message with body and stack."""
    settle(
        service, lambda db: click.echo(json.dumps(_shown(db, message_id), ensure_ascii=False, indent=2, default=str))
    )


def _shown(db: Database, message_id: str) -> dict[str, Any]:
    with db.reading() as tx:
        return show_parked(tx, message_id)


@parked.command("replay")
@service_argument
@click.argument("message_ids", nargs=-1, required=True)
def parked_replay(service: str, message_ids: tuple[str, ...]) -> None:
    """Send messages to their queue again (by the running service's relay)."""

    def act(db: Database) -> None:
        with db.transaction(OPERATOR) as tx:
            for message_id in message_ids:
                replay(tx, message_id)

    settle(service, act)


@parked.command("drop")
@service_argument
@click.argument("message_id")
@click.option("--reason", required=True)
def parked_drop(service: str, message_id: str, reason: str) -> None:
    """Give a message up, with the reason."""

    def act(db: Database) -> None:
        with db.transaction(OPERATOR) as tx:
            drop(tx, message_id, reason)

    settle(service, act)
