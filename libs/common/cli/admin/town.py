"""Commands of the town and its hall: base data, staff, terminals, working calendar, replay of a day, stored files."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from libs.common.cli.admin.session import OPERATOR, database, service_admin, settle
from libs.common.database import Database
from libs.common.events import SERVICES

SAMPLE_TOWN = Path(__file__).resolve().parents[4] / "samples" / "town"


@click.group()
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


@click.group()
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


@click.group()
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

    settle("intake", act)


@click.group()
def terminals() -> None:
    """终端。"""


@terminals.command("issue")
def terminals_issue() -> None:
    """Give every approved terminal a fresh secret and print them as one JSON object."""
    with database("devices") as db:
        click.echo(json.dumps(service_admin("devices").issue_secrets(db)))


@click.group()
def staff() -> None:
    """工作人员。"""


@staff.command("password")
@click.argument("login")
@click.option("--password", prompt="新密码", hide_input=True, confirmation_prompt=True)
def staff_password(login: str, password: str) -> None:
    """Set the password of LOGIN."""
    settle("intake", lambda db: service_admin("intake").set_password(db, login, password))


@click.group()
def calendar() -> None:
    """工作日历。"""


@calendar.command("show")
@click.argument("year", type=click.IntRange(1992, 2199))
def calendar_show(year: int) -> None:
    """Print holidays and make-up days of YEAR, and whether it is confirmed."""
    settle("intake", lambda db: service_admin("intake").show_calendar(db, year))


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Name and number of the notice.")
@click.option("--year", type=click.IntRange(1992, 2199), help="FILE is the whole arrangement of this year.")
@click.option("--publish", is_flag=True, help="Put it in force; otherwise only say what it would change.")
def calendar_import(file: Path, **asked: Any) -> None:
    """Read an arrangement (放假安排) from FILE, CSV or Excel. The running service carries the open deadlines over."""
    settle("intake", lambda db: service_admin("intake").import_calendar(db, OPERATOR, file.read_bytes(), **asked))


@click.command("replay")
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
    settle("intake", lambda db: service_admin("intake").replay(db, centre, day.date(), as_json=as_json, **asked))
