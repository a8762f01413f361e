"""What each command to a terminal holds (docs/terminal-protocol.md, sections 4.3 and 5).

The description of the wire for vendors (docs/asyncapi.json) is made of these; tests hold what is really sent
against them. They are not run when a command is given: what it is made of was checked when it came in.
"""

from __future__ import annotations

from typing import Final

from marshmallow import INCLUDE, Schema, fields, validate

from libs.common.events import parts
from libs.terminal import vocabulary as words
from services.devices.boards.rules import STOPPED, TIMES_SPOKEN
from services.devices.commands.board_payloads import BOARD_SNAPSHOT
from services.devices.commands.payload import Payload, absent, counted
from services.devices.signage.rules import HOURS
from services.devices.speech.rules import MOST_LANGUAGES

AT = "2026-03-02T00:31:05.400Z"


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


class SpokenSentence(Schema):
    language = parts.text(longest=40)
    spoken = parts.text()


class Audio(Schema):
    url = parts.text(longest=400)
    languages = fields.List(fields.String(validate=validate.Length(max=40)), required=True)
    seconds = fields.Float(required=True, validate=validate.Range(min=0))


class Announce(Schema):
    call_id = parts.text()
    number = parts.text(longest=8)
    window = parts.text(longest=3)
    text = parts.text()
    spoken = parts.text()
    times = counted(1, 5)
    sentences = fields.List(fields.Nested(SpokenSentence), validate=validate.Length(min=1, max=MOST_LANGUAGES))
    audio = fields.Nested(Audio)


class RatingInvited(Schema):
    handling_id = parts.text()
    number = parts.text(longest=8)
    clerk_no = parts.text()


class PlaylistItem(Schema):
    code = parts.text()
    text = parts.text(longest=500)
    priority = counted(1, 4)
    begin = fields.AwareDateTime(data_key="from")
    until = fields.AwareDateTime()
    hours = fields.String(validate=validate.Regexp(f"^{HOURS.pattern}$"))
    weekdays = fields.List(counted(1, 7))
    seconds = fields.Integer(strict=True, validate=validate.Range(min=3, max=600))


class Playlist(Schema):
    revision = counted()
    items = fields.List(fields.Nested(PlaylistItem), required=True)


class EmergencyItem(Schema):
    code = parts.text()
    text = parts.text()
    begin = fields.AwareDateTime(required=True, data_key="from")
    until = fields.AwareDateTime(required=True)


class Emergency(Schema):
    revision = counted()
    items = fields.List(fields.Nested(EmergencyItem), required=True)


class Ticker(Schema):
    revision = counted()
    text = parts.text()
    until = fields.AwareDateTime()


class Snapshot(Schema):
    """``{}``."""


_CALL: Final = {"call_id": "0195e0c4", "number": "F012", "window": "6"}
_ITEM: Final = {
    "code": "GG-014", "text": "【防台风】请在外作业人员尽快转移。", "priority": 1, "from": "2026-08-20T00:00:00.000Z",
    "until": "2026-08-23T00:00:00.000Z", "hours": "22:00-06:00", "weekdays": [5, 6], "seconds": 15,
}  # fmt: skip
_EMERGENCY: Final = {
    "code": "0195e0c6", "text": "【紧急通知】请有序离开大厅。", "from": "2026-03-02T00:31:05.000Z",
    "until": "2026-03-02T01:31:05.000Z",
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
        {**_CALL, "text": "请F012号到6号窗口办理业务", "spoken": "请F零一二号到6号窗口办理业务", "times": TIMES_SPOKEN,
         "sentences": [
             {"language": "zh-CN", "spoken": "请F零一二号到6号窗口办理业务"},
             {"language": "en", "spoken": "Number F zero one two, please go to window 6"},
         ],
         "audio": {"url": "/api/devices/v1/speech?languages=zh-CN,en&number=F012&window=6&until=1772411765"
                          "&signature=5f0c", "languages": ["zh-CN", "en"], "seconds": 8.4}},
    ),
    words.RATING_INVITED: Payload(
        "邀请评价", RatingInvited(), {"handling_id": "0195e0c2", "number": "F012", "clerk_no": "07"}
    ),
    words.BOARD_SNAPSHOT: BOARD_SNAPSHOT,
    words.PLAYLIST: Payload("LED 播放单", Playlist(), {"revision": 7, "items": [_ITEM]}),
    words.EMERGENCY: Payload("紧急插播", Emergency(), {"revision": 3, "items": [_EMERGENCY]}),
    words.TICKER: Payload(
        "滚动字幕", Ticker(), {"revision": 12, "text": "今日 12 点起停止取号", "until": "2026-03-02T04:00:00.000Z"}
    ),
    words.SNAPSHOT: Payload("抓拍", Snapshot(), {}),
}  # fmt: skip
"""Command → its payload. Those of ``EXPIRING_COMMANDS`` are sent with ``expires``."""
