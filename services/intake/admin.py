"""What an administrator does with *intake* from the command line: load a town, set a password, replay, the calendar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import select

from libs.common.database import Database
from libs.common.errors import Invalid
from libs.common.identity.passwords import LONGEST, SHORTEST, Passwords
from services.intake.calendar.commands import import_calendar as import_calendar
from services.intake.calendar.commands import show_calendar as show_calendar
from services.intake.casework.joint.load import load_departments, read_departments
from services.intake.duty.staff.actions import staff_by_login, store_password
from services.intake.duty.staff.load import load_accounts, read_accounts, read_posts
from services.intake.figures.agency.actions import load_kinds, read_kinds
from services.intake.files import check_files
from services.intake.hall.classes.actions import load_grounds
from services.intake.hall.replay.actions import Question, replay_day
from services.intake.hall.replay.report import print_replay
from services.intake.items.catalogue.load import (
    load_hours,
    load_items,
    load_windows,
    read_classes,
    read_hours,
    read_items,
    read_windows,
)
from services.intake.items.catalogue.tables import Centre
from services.intake.online.applications.offering import load_online, read_online
from services.intake.sheets import Sheets

__all__ = ["CentreDraft", "check_files", "load_centre", "load_town", "replay", "set_password"]


@dataclass(frozen=True)
class CentreDraft:
    """The centre that a town's sheets are loaded for."""

    code: str
    name: str
    division: str


SAMPLE_CENTRE = CentreDraft("taozhu", "桃渚镇便民服务中心", "331082114")


def load_town(db: Database, folder: Path, centre: CentreDraft = SAMPLE_CENTRE) -> dict[str, int]:
    """Load what *intake* needs of a town's sheets; again and again without doubling anything.

    All or nothing: raises SheetRefused with every faulty line. Counts what the sheets hold and, under
    ``items_published`` and ``staff_added``, what was new.
    """
    sheets = Sheets(folder)
    windows, hours, items = read_windows(sheets), read_hours(sheets), read_items(sheets)
    classes = read_classes(sheets, windows)
    online, kinds = read_online(sheets), read_kinds(sheets)
    accounts = read_accounts(sheets, centre.code, windows)
    units = read_departments(sheets)
    sheets.require_clean()
    logins = {account["name"]: account["login"] for account in accounts if account["login"].startswith("clerk")}
    with db.transaction() as tx:
        tx.session.merge(Centre(code=centre.code, name=centre.name, division=centre.division))
        load_windows(tx, centre.code, windows, classes, logins)
        load_grounds(tx, centre.code)
        load_hours(tx, centre.code, hours)
        added = load_accounts(tx, centre.code, accounts)
        published = load_items(tx, centre.code, items, sheets)
        load_online(tx, centre.code, online)
        load_kinds(tx, centre.code, kinds)
        load_departments(tx, centre.code, units)
        tx.audit("town.load", centre.code, items=published, staff=added)
    return {
        "windows": len(windows),
        "opening_hours": len(hours),
        "items": len(items),
        "materials": sum(len(item.materials) for item in items),
        "items_published": published,
        "staff": len(accounts),
        "staff_added": added,
    }


def load_centre(db: Database, folder: Path, code: str, name: str, division: str) -> dict[str, int]:
    """Load one more centre of a town (片区便民服务中心): its windows, classes, hours and clerks, perhaps items.

    Of its sheets it needs ``windows.csv`` and ``opening_hours.csv``. May be repeated. Raises SheetRefused.
    """
    centre = CentreDraft(code, name, division)
    sheets = Sheets(folder)
    windows, hours = read_windows(sheets), read_hours(sheets)
    classes = read_classes(sheets, windows)
    items = read_items(sheets) if (folder / "items.csv").exists() else []
    online, kinds = read_online(sheets), read_kinds(sheets)
    accounts = read_posts(windows, centre.code, prefix=f"{centre.code}-clerk")
    sheets.require_clean()
    logins = {account["name"]: account["login"] for account in accounts}
    with db.transaction() as tx:
        tx.session.merge(Centre(code=centre.code, name=centre.name, division=centre.division))
        load_windows(tx, centre.code, windows, classes, logins)
        load_grounds(tx, centre.code)
        load_hours(tx, centre.code, hours)
        added = load_accounts(tx, centre.code, accounts)
        published = load_items(tx, centre.code, items, sheets)
        load_online(tx, centre.code, online)
        load_kinds(tx, centre.code, kinds)
        tx.audit("centre.load", centre.code, items=published, staff=added)
    return {"windows": len(windows), "classes": len(classes), "opening_hours": len(hours), "staff_added": added}


def set_password(db: Database, login: str, password: str) -> None:
    """Give an account its password and lift any lock-out. Raises NotFound, Invalid (length).

    Slow on purpose (argon2), and outside the transaction.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"密码应为{SHORTEST}至{LONGEST}个字符", field="password")
    hashed = Passwords().hash(password)
    with db.transaction() as tx:
        store_password(tx, staff_by_login(tx, login), hashed)


def replay(db: Database, centre: str | None, day: date, *, as_json: bool, **asked: Any) -> None:
    """Print ``day`` of ``centre`` (None: the only one) as it was and as it might have been; ``asked`` as in Question.

    Changes nothing. Raises Invalid (which centre?) and what ``replay_day`` raises.
    """
    with db.reading() as tx:
        if centre is None:
            centres = tx.session.scalars(select(Centre.code).order_by(Centre.code)).all()
            if len(centres) != 1:
                raise Invalid("请指明中心：" + "、".join(centres), field="centre")
            centre = centres[0]
        result = replay_day(tx, centre, day, Question(**asked))
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        print_replay(Console(), result)
