"""What the kit asks of each kind: its chief command with harmless data, and what can be done at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from libs.terminal.conformance.machine import Action
from libs.terminal.envelope import stamp
from libs.terminal.vocabulary import (
    ANNOUNCE,
    BOARD_SNAPSHOT,
    CALL,
    EXPIRING_COMMANDS,
    FAULT,
    KEY_PRESSED,
    PEOPLE_COUNTED,
    PLAYED,
    PLAYLIST,
    RATED,
    RATING_INVITED,
    REANNOUNCE,
    TICKET,
    TICKET_REQUESTED,
    WINDOW_STATE,
    Kind,
)

Data = dict[str, Any]

FAULT_RAISED: Final = Action("fault", "fault tamper", "请制造一个故障（如打开机壳）")
FAULT_CLEARED: Final = Action("clear", "clear tamper", "请消除该故障（如合上机壳）")
PRESSED: Final = Action("press", "press A", "请在取号机上按一次取号")
KEY: Final = Action("key", "next 1", "请在呼叫器上按一次“下一位”")
RATE: Final = Action("rate", "rate satisfied", "请在评价器上按一次“满意”")
PLAYS: Final = Action("report", "report", "请让大屏上报播放记录")
COUNT: Final = Action("count", "count", "请让摄像头上报一次人数")

ACTIONS: Final = {
    each.name: each for each in (FAULT_RAISED, FAULT_CLEARED, PRESSED, KEY, RATE, PLAYS, COUNT)
}
EVENT_OF: Final = {
    FAULT_RAISED: FAULT,
    FAULT_CLEARED: FAULT,
    PRESSED: TICKET_REQUESTED,
    KEY: KEY_PRESSED,
    RATE: RATED,
    PLAYS: PLAYED,
    COUNT: PEOPLE_COUNTED,
}
REPEATABLE: Final = {Kind.KIOSK: PRESSED, Kind.CALLER: KEY, Kind.CAMERA: COUNT}
"""Own events of a kind that can be caused at any time, the network there or not."""


def ticket(number: str, _revision: int) -> Data:
    return {
        "press_id": f"press-{number}",
        "ticket_id": f"ticket-{number}",
        "number": number,
        "class_name": "检测业务",
        "ahead": 0,
        "issued_at": stamp(datetime.now(UTC)),
    }


def window_state(number: str, _revision: int) -> Data:
    return {"window": "1", "state": "calling", "number": number, "ticket_id": f"t-{number}", "waiting": 3}


def call(number: str, _revision: int) -> Data:
    return {"call_id": f"call-{number}", "number": number, "window": "1", "window_name": "1号窗口"}


def announce(number: str, _revision: int) -> Data:
    text = f"请{number}到1号窗口办理业务"
    return {
        "call_id": f"call-{number}",
        "number": number,
        "window": "1",
        "text": text,
        "spoken": _read_aloud(number),
        "times": 1,
    }


def invitation(number: str, _revision: int) -> Data:
    return {"handling_id": f"handling-{number}", "number": number, "clerk_no": "01"}


def snapshot(number: str, revision: int) -> Data:
    return {"board": "queue", "revision": revision, "content": {"1": {"number": number, "state": "calling"}}}


def playlist(number: str, revision: int) -> Data:
    return {"revision": revision, "items": [{"code": number, "text": f"检测 {number}", "priority": 4}]}


def emergency(number: str, revision: int) -> Data:
    now = datetime.now(UTC)
    item = {"code": f"emergency-{number}", "text": f"检测 {number}", "from": stamp(now)}
    return {"revision": revision, "items": [{**item, "until": stamp(now + timedelta(minutes=10))}]}


@dataclass(frozen=True)
class Sample:
    """``data`` of a number and a revision; ``needed``: a member without which the command is refused."""

    command: str
    data: Callable[[str, int], Data]
    needed: str = "number"

    @property
    def expires(self) -> bool:
        return self.command in EXPIRING_COMMANDS


SAMPLES: Final = {
    Kind.KIOSK: Sample(TICKET, ticket),
    Kind.CALLER: Sample(WINDOW_STATE, window_state, needed="window"),
    Kind.WINDOW_SCREEN: Sample(CALL, call),
    Kind.EVALUATOR: Sample(RATING_INVITED, invitation),
    Kind.QUEUE_DISPLAY: Sample(BOARD_SNAPSHOT, snapshot, needed="content"),
    Kind.VOICE: Sample(ANNOUNCE, announce),
    Kind.LED: Sample(PLAYLIST, playlist, needed="items"),
    Kind.CAMERA: Sample(REANNOUNCE, lambda _number, _revision: {}, needed=""),
}


def _read_aloud(number: str) -> str:
    return "".join("零一二三四五六七八九"[int(each)] if each.isdigit() else each for each in number)
