"""What each command to a terminal holds, and the changes of a board (docs/terminal-protocol.md, sections 4.3 and 5).

The description of the wire for vendors (docs/asyncapi.json) is made of these; tests hold what is really sent
against them. They are not run when a command is given: what it is made of was checked when it came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import INCLUDE, Schema, fields, validate

from libs.common.events import parts
from libs.terminal import vocabulary as words
from services.devices.boards.rules import LAST_CALLS, QUEUE, STOPPED, TIMES_SPOKEN
from services.devices.signage.rules import HOURS

AT = "2026-03-02T00:31:05.400Z"


@dataclass(frozen=True)
class Payload:
    """``data`` of one message from the centre. ``summary`` in Chinese; ``example`` shows every member."""

    summary: str
    schema: Schema
    example: Mapping[str, Any]


def counted(least: int = 0, most: int = 2**53) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=least, max=most))


def absent(*, longest: int = 200) -> fields.String:
    """Text that is left out, never null, when there is none."""
    return fields.String(validate=validate.Length(min=1, max=longest))


class Reannounce(Schema):
    """``{}``."""


class Restart(Schema):
    """``{}``."""


class Settings(Schema):
    """The common ones; others are the kind's own. Null forgets a setting."""

    class Meta:
        unknown = INCLUDE

    heartbeat_seconds = fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=5, max=3600))
    volume = fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=0, max=100))


class Configure(Schema):
    settings = fields.Nested(Settings, required=True)
    version = fields.Integer(strict=True, validate=validate.Range(min=1, max=2**31 - 1))


class Ticket(Schema):
    press_id = parts.text()
    ticket_id = parts.text()
    number = parts.text(longest=8)
    class_name = parts.text()
    ahead = counted()
    estimated_seconds = fields.Integer(strict=True, validate=validate.Range(min=0))
    position_url = absent(longest=500)
    issued_at = parts.moment()


class TicketRefused(Schema):
    press_id = parts.text()
    code = parts.text()
    message = parts.text()


class WindowState(Schema):
    window = parts.text(longest=3)
    state = parts.one_of("idle", "calling", "serving", *STOPPED)
    number = absent(longest=8)
    ticket_id = absent()
    undelivered = absent(longest=8)
    waiting = counted()
    message = absent()


class KeyRefused(Schema):
    command_id = parts.text()
    code = parts.text()
    message = parts.text()


class Call(Schema):
    call_id = parts.text()
    number = parts.text(longest=8)
    window = parts.text(longest=3)
    window_name = parts.text()


class Announce(Schema):
    call_id = parts.text()
    number = parts.text(longest=8)
    window = parts.text(longest=3)
    text = parts.text()
    spoken = parts.text()
    times = counted(1, 5)


class RatingInvited(Schema):
    handling_id = parts.text()
    number = parts.text(longest=8)
    clerk_no = parts.text()


class BoardCall(Schema):
    number = parts.text(longest=8)
    window = counted(1)


class BoardNotice(Schema):
    state = parts.one_of(*STOPPED)
    message = parts.text(required=False)


class BoardWindow(Schema):
    state = parts.one_of("idle", "calling", "serving", *STOPPED)
    number = fields.String(required=True, allow_none=True, validate=validate.Length(max=8))
    notice = fields.Nested(BoardNotice)


def _queue(name: str, *, whole: bool) -> type[Schema]:
    """The board of the waiting area: the latest calls, those waiting by class, and each window that was used."""
    calls = fields.List(fields.Nested(BoardCall), required=whole, validate=validate.Length(max=LAST_CALLS))
    waiting = fields.Dict(keys=fields.String(), values=counted(), required=whole)
    windows = fields.Dict(keys=fields.String(), values=fields.Nested(BoardWindow), required=whole)
    return Schema.from_dict({"calls": calls, "waiting": waiting, "windows": windows}, name=name)


QueueContent: Final = _queue("QueueContent", whole=True)
QueueChanges: Final = _queue("QueueChanges", whole=False)


class BoardSnapshot(Schema):
    board = parts.one_of(QUEUE)
    revision = counted()
    content = fields.Nested(QueueContent, required=True)


class BoardDelta(Schema):
    board = parts.one_of(QUEUE)
    base = counted()
    revision = counted(1)
    set = fields.Nested(QueueChanges, required=True)
    unset = fields.List(fields.String(), required=True)


class PlaylistItem(Schema):
    code = parts.text()
    text = parts.text(longest=500)
    priority = counted(1, 4)
    begin = fields.AwareDateTime(data_key="from")
    until = fields.AwareDateTime()
    hours = fields.String(validate=validate.Regexp(f"^{HOURS.pattern}$"))


class Playlist(Schema):
    revision = counted()
    items = fields.List(fields.Nested(PlaylistItem), required=True)


_CALL: Final = {"call_id": "0195e0c4", "number": "F012", "window": "6"}
_WINDOW: Final = {"6": {"state": "calling", "number": "F012"}}
_ITEM: Final = {
    "code": "GG-014", "text": "【防台风】请在外作业人员尽快转移。", "priority": 1, "from": "2026-08-20T00:00:00.000Z",
    "until": "2026-08-23T00:00:00.000Z", "hours": "00:00-24:00",
}  # fmt: skip

PAYLOADS: Final[dict[str, Payload]] = {
    words.REANNOUNCE: Payload("请重新上报 hello", Reannounce(), {}),
    words.CONFIGURE: Payload(
        "下发设置", Configure(), {"settings": {"heartbeat_seconds": 30, "volume": None}, "version": 4}
    ),
    words.RESTART: Payload("重启", Restart(), {}),
    words.TICKET: Payload(
        "出票", Ticket(),
        {"press_id": "0f6c1d9e", "ticket_id": "0195e0c2", "number": "F012", "class_name": "城乡社保", "ahead": 3,
         "estimated_seconds": 900, "position_url": "https://bm.example.cn/position#6b0f1d", "issued_at": AT},
    ),
    words.TICKET_REFUSED: Payload(
        "未能取号", TicketRefused(),
        {"press_id": "0f6c1d9e", "code": "class_closed", "message": "该业务已停止取号"},
    ),
    words.WINDOW_STATE: Payload(
        "窗口状态", WindowState(),
        {"window": "6", "state": "serving", "number": "F012", "ticket_id": "0195e0c2", "waiting": 3,
         "undelivered": "F011", "message": "暂停服务，请稍候"},
    ),
    words.KEY_REFUSED: Payload(
        "按键无效", KeyRefused(),
        {"command_id": "1c80", "code": "nobody_waiting", "message": "没有等候的号码"},
    ),
    words.CALL: Payload("叫号", Call(), {**_CALL, "window_name": "城乡社保"}),
    words.ANNOUNCE: Payload(
        "语音播报", Announce(),
        {**_CALL, "text": "请F012号到6号窗口办理业务", "spoken": "请F零一二号到6号窗口办理业务", "times": TIMES_SPOKEN},
    ),
    words.RATING_INVITED: Payload(
        "邀请评价", RatingInvited(), {"handling_id": "0195e0c2", "number": "F012", "clerk_no": "07"}
    ),
    words.BOARD_SNAPSHOT: Payload(
        "显示板全量", BoardSnapshot(),
        {"board": QUEUE, "revision": 41,
         "content": {"calls": [{"number": "F012", "window": 6}], "waiting": {"F": 3}, "windows": _WINDOW}},
    ),
    words.PLAYLIST: Payload("LED 播放单", Playlist(), {"revision": 7, "items": [_ITEM]}),
}  # fmt: skip
"""Command → its payload. Those of ``EXPIRING_COMMANDS`` are sent with ``expires``."""

BOARD_DELTA: Final = Payload(
    "显示板增量", BoardDelta(),
    {"board": QUEUE, "base": 41, "revision": 42, "set": {"waiting": {"F": 2}, "windows": _WINDOW}, "unset": []},
)  # fmt: skip
"""Change of the board of the waiting area, on ``hall/<centre>/board/queue``; no command, never answered."""
