"""Setting up a town's terminals: ``./dev admin town load`` and ``./dev admin terminals issue``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from libs.common.database import Database
from libs.common.errors import Invalid, Refused
from libs.common.transaction import Transaction
from services.devices.registry.actions import approve_terminal, register_terminal, rotate_secret
from services.devices.registry.tables import Terminal
from services.devices.signage.actions import announce_playlist, put_programme
from services.devices.signage.lists import programmes

CENTRE = "taozhu"
AT_EACH_WINDOW = {"caller": "caller", "window_screen": "screen", "evaluator": "evaluator"}
IN_THE_HALL = (
    ("kiosk-1", "kiosk", "大厅入口"), ("kiosk-2", "kiosk", "大厅东侧"), ("display-1", "queue_display", "大厅正面"),
    ("voice-1", "voice", "大厅"), ("led-1", "led", "大厅门楣"), ("led-2", "led", "大门外"),
    ("camera-1", "camera", "大厅入口"), ("camera-2", "camera", "等候区"), ("camera-3", "camera", "窗口区"),
    ("camera-4", "camera", "自助区"),
)  # fmt: skip


def load_town(db: Database, folder: Path, centre: str = CENTRE) -> dict[str, int]:
    """Register the terminals of the sample hall and load its LED programmes; returns how many were new.

    Run again it changes nothing. Raises Invalid naming each row that does not fit. Gives no secrets.
    """
    with db.transaction() as tx:
        counted = {"terminals": _terminals(tx, folder / "windows.csv", centre)}
        counted["programmes"] = _programmes(tx, folder / "announcements.csv", centre)
    return counted


def issue_secrets(db: Database) -> dict[str, str]:
    """Approve what is registered and give every terminal a fresh secret: {terminal: secret}. Old ones end."""
    secrets = {}
    with db.transaction() as tx:
        query = select(Terminal.id, Terminal.state).where(Terminal.state.in_(("registered", "approved")))
        for terminal_id, state in tx.session.execute(query.order_by(Terminal.id)).all():
            give = approve_terminal if state == "registered" else rotate_secret
            secrets[terminal_id] = give(tx, terminal_id)
    return secrets


def _terminals(tx: Transaction, windows: Path, centre: str) -> int:
    wanted: list[dict[str, Any]] = [
        {"id": terminal, "kind": kind, "place": place} for terminal, kind, place in IN_THE_HALL
    ]
    with Rows(windows) as rows:
        for row in rows:
            number, prefix = int(row["number"]), row["ticket_prefix"].strip()
            for kind, name in AT_EACH_WINDOW.items():
                settings = {"business_class": prefix} if prefix and kind != "evaluator" else {}
                wanted.append(
                    {"id": f"{name}-{number}", "kind": kind, "window": number, "place": row["name"],
                     "settings": settings}
                )  # fmt: skip
    known = set(tx.session.execute(select(Terminal.id)).scalars())
    new = [each for each in wanted if each["id"] not in known]
    for each in new:
        register_terminal(tx, centre=centre, **each)
    return len(new)


def _programmes(tx: Transaction, file: Path, centre: str) -> int:
    known = {programme.code for programme in programmes(tx, centre)}
    new = 0
    with Rows(file) as rows:
        for row in rows:
            if row["code"] in known:
                continue
            put_programme(
                tx, centre, row["code"], row["text"], int(row["priority"]), tx.now,
                tx.now + timedelta(days=int(row["valid_days"])), row["hours"], quiet=True,
            )  # fmt: skip
            new += 1
    if new:
        announce_playlist(tx, centre)
    return new


class Rows:
    """The rows of a CSV file; a bad one is named by file and line."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._line = 1

    def __enter__(self) -> Iterator[dict[str, str]]:
        self._stream = self._file.open(encoding="utf-8", newline="")
        return self._read()

    def _read(self) -> Iterator[dict[str, str]]:
        for row in csv.DictReader(self._stream):
            self._line += 1
            yield row

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        self._stream.close()
        if isinstance(error, KeyError | ValueError | TypeError | Refused):
            where = f"{self._file.name} 第 {self._line} 行"
            raise Invalid(errors=[{"field": where, "message": str(error)}]) from error
