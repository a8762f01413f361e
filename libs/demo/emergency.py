"""The emergency text (紧急插播) on the hall's LEDs: how it is put up and taken down, in one place."""

from __future__ import annotations

from datetime import datetime

from libs.demo.api import Person

TEXT = "【台风紧急提醒】请大家留在室内，暂缓返程。（样例）"
REASON = "台风紧急提醒（样例）"


def show(director: Person, centre: str, until: datetime) -> str:
    """Over everything else, on every LED of the centre, unless ended before ``until``; the emergency's id."""
    body = {"centre": centre, "text": TEXT, "reason": REASON, "until_at": until.isoformat()}
    return str(director.post("devices", "/emergencies", body)["id"])


def end(director: Person, emergency_id: str) -> None:
    """The LEDs go back to their programme."""
    director.post("devices", f"/emergencies/{emergency_id}/end", {"reason": "警报解除（样例）"})
