"""``./dev admin``: what an administrator does from a shell. Each command says what it did and exits by the result."""

# Database and broker are used as the services use them, so the patch comes first here too.
import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from datetime import datetime  # noqa: E402
from functools import cache  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import click  # noqa: E402

from libs.common.actor import Actor, Role  # noqa: E402
from libs.common.audit import verify  # noqa: E402
from libs.common.database import Database  # noqa: E402
from libs.common.errors import Refused  # noqa: E402
from libs.common.events import SERVICES  # noqa: E402
from libs.common.identity.keyring import KeyRing, install_keyring  # noqa: E402
from libs.common.identity.secrets import init_secrets  # noqa: E402
from libs.common.messaging.consumer import declare_queues  # noqa: E402
from libs.common.messaging.parked import drop, list_parked, replay, show_parked  # noqa: E402
from libs.common.runner import service_class  # noqa: E402
from libs.common.settings import Settings, SettingsRefused, load_settings  # noqa: E402

SAMPLE_TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"
OPERATOR = Actor(id="shell", name="命令行", kind="system", roles=frozenset({Role.OPERATOR, Role.ADMINISTRATOR}))

services_argument = click.argument("services", nargs=-1, type=click.Choice(SERVICES))
service_argument = click.argument("service", type=click.Choice(SERVICES))


@cache
def settings() -> Settings:
    try:
        found = load_settings()
    except SettingsRefused as error:
        raise click.ClickException(f"设置有误：{error}") from error
    return found


@contextmanager
def database(service: str) -> Iterator[Database]:
    """The database of ``service``, with its keys."""
    install_keyring(KeyRing.load(settings().secrets_dir))
    metadata = service_class(service).metadata
    opened = Database(settings().database_url(service), service, settings().clock, metadata, settings())
    try:
        yield opened
    finally:
        opened.dispose()


def service_admin(service: str) -> Any:
    """``services.<service>.admin``, by the one naming rule; common code knows no service by name."""
    return import_module(f"services.{service}.admin")


@click.group()
def main() -> None:
    """管理命令。数据库、密钥和消息队列的地址取自环境变量（见 deploy/settings.yaml）。"""


@main.command("migrate")
@services_argument
def migrate_command(services: tuple[str, ...]) -> None:
    """Bring databases to the newest form (all services unless named)."""
    from libs.common.migrations.migrate import migrate

    for service in services or SERVICES:
        migrate(service, service_class(service).metadata, settings().database_url(service))
        click.echo(f"{service}: 数据库已是最新")


@main.command()
@service_argument
@click.argument("message")
def revision(service: str, message: str) -> None:
    """Write the migration from the newest revision to today's tables."""
    from libs.common.migrations.migrate import write_revision

    write_revision(service, service_class(service).metadata, message)


@main.group()
def secrets() -> None:
    """密钥。"""


@secrets.command("init")
@click.argument("directory", type=click.Path(path_type=Path))
def secrets_init(directory: Path) -> None:
    """Make the keys that are missing in DIRECTORY; never overwrites one."""
    for name in init_secrets(directory):
        click.echo(f"已生成 {name}")


@main.group()
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


@main.group()
def files() -> None:
    """存档文件。"""


@files.command("check")
def files_check() -> None:
    """Read every stored file of the hall and compare it with its hash; exit 1 when one is missing or damaged."""
    with database("intake") as db:
        count, damaged = service_admin("intake").check_files(db)
    for each in damaged:
        click.echo(f"丢失或损坏：{each}")
    click.echo(f"{count} 个文件，{len(damaged)} 个有误")
    sys.exit(1 if damaged else 0)


@main.group()
def queues() -> None:
    """消息队列。"""


@queues.command("declare")
@services_argument
def queues_declare(services: tuple[str, ...]) -> None:
    """Make every queue and binding, before any service publishes. Idempotent."""
    for service in services or SERVICES:
        declare_queues(settings().amqp_url, service_class(service), settings().retry_delays)


@main.group()
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
    _settle(
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

    _settle(service, act)


@parked.command("drop")
@service_argument
@click.argument("message_id")
@click.option("--reason", required=True)
def parked_drop(service: str, message_id: str, reason: str) -> None:
    """Give a message up, with the reason."""

    def act(db: Database) -> None:
        with db.transaction(OPERATOR) as tx:
            drop(tx, message_id, reason)

    _settle(service, act)


def _settle(service: str, act: Callable[[Database], None]) -> None:
    try:
        with database(service) as db:
            act(db)
    except Refused as error:
        raise click.ClickException(f"{error.title}：{error}") from error


@main.group()
def town() -> None:
    """乡镇基础数据。"""


@town.command("load")
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=SAMPLE_TOWN)
def town_load(folder: Path) -> None:
    """Load villages, windows, items, categories … from CSV files. Safe to repeat."""
    for service in SERVICES:
        with database(service) as db:
            loaded = service_admin(service).load_town(db, folder)
        click.echo(f"{service}: " + "，".join(f"{name} {count}" for name, count in loaded.items()))


@main.group()
def centre() -> None:
    """中心。"""


@centre.command("load")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--code", required=True, help="Latin letters and digits; names the centre everywhere.")
@click.option("--name", required=True)
@click.option("--division", required=True, help="The nine digits of its town (行政区划).")
def centre_load(folder: Path, code: str, name: str, division: str) -> None:
    """Load one more centre of a town, with its own windows, classes and hours, from FOLDER. Safe to repeat."""

    def act(db: Database) -> None:
        loaded = service_admin("intake").load_centre(db, folder, code, name, division)
        click.echo("，".join(f"{what} {count}" for what, count in loaded.items()))

    _settle("intake", act)


@main.group()
def terminals() -> None:
    """终端。"""


@terminals.command("issue")
def terminals_issue() -> None:
    """Give every approved terminal a fresh secret and print them as one JSON object."""
    with database("devices") as db:
        click.echo(json.dumps(service_admin("devices").issue_secrets(db)))


@main.group()
def staff() -> None:
    """工作人员。"""


@staff.command("password")
@click.argument("login")
@click.option("--password", prompt="新密码", hide_input=True, confirmation_prompt=True)
def staff_password(login: str, password: str) -> None:
    """Set the password of LOGIN."""
    _settle("intake", lambda db: service_admin("intake").set_password(db, login, password))


@main.group()
def calendar() -> None:
    """工作日历。"""


@calendar.command("show")
@click.argument("year", type=click.IntRange(1992, 2199))
def calendar_show(year: int) -> None:
    """Print holidays and make-up days of YEAR, and whether it is confirmed."""
    _settle("intake", lambda db: service_admin("intake").show_calendar(db, year))


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Name and number of the notice.")
@click.option("--year", type=click.IntRange(1992, 2199), help="FILE is the whole arrangement of this year.")
@click.option("--publish", is_flag=True, help="Put it in force; otherwise only say what it would change.")
def calendar_import(file: Path, **asked: Any) -> None:
    """Read an arrangement (放假安排) from FILE, CSV or Excel. The running service carries the open deadlines over."""
    _settle("intake", lambda db: service_admin("intake").import_calendar(db, OPERATOR, file.read_bytes(), **asked))


@main.command("replay")
@click.option("--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="A day that is over.")
@click.option("--hours", help="Another scheme of opening hours (作息方案), such as 建议.")
@click.option("--windows", help="10,11,12: these windows alone; +1: a general one more; -1: the busiest clerk away.")
@click.option("--bookings", type=click.FloatRange(0, 1), default=0.0, help="The share of people who book a time.")
@click.option("--at-half-past-one", "half_past_one", is_flag=True, help="The afternoon begins at 13:30.")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws who books.")
@click.option("--centre", help="Its code, where there is more than one.")
@click.option("--json", "as_json", is_flag=True)
def replay_hall(day: datetime, centre: str | None, as_json: bool, **asked: Any) -> None:
    """Waiting times of a recorded day of the hall, beside those it would have had."""
    _settle("intake", lambda db: service_admin("intake").replay(db, centre, day.date(), as_json=as_json, **asked))


if __name__ == "__main__":
    main()
