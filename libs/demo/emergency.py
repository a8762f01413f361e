"""The emergency text (紧急插播) on the hall's LEDs: how it is put up and taken down, in one place."""

from __future__ import annotations

from datetime import datetime

from libs.demo.api import Person

CODE = "YJ-001"
TEXT = "【台风紧急提醒】请大家留在室内，暂缓返程。（样例）"
PRIORITY = 1


def show(director: Person, centre: str, begins: datetime, until: datetime) -> None:
    """Over everything else, on every LED of the centre, unless withdrawn before ``until``."""
    body = {
        "centre": centre, "text": TEXT, "priority": PRIORITY,
        "from_at": begins.isoformat(), "until_at": until.isoformat(),
    }  # fmt: skip
    director.put("devices", f"/programmes/{CODE}", body)


def withdraw(director: Person, centre: str) -> None:
    """The LEDs go back to their programme."""
    director.delete("devices", f"/programmes/{CODE}", centre=centre)
