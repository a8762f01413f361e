"""What *devices* tells: what terminals did, as far as it was well-formed, theirs to say and said for the first time."""

from libs.common.events.declaration import declare
from libs.common.events.parts import LEVELS, flag, moment, number, one_of, text, texts

AT = "2026-03-02T00:31:05Z"

PRESENCE_CHANGED = declare(
    "devices", "presence.changed", 1, "终端上线或离线",
    {"terminal_id": text(), "kind": text(), "online": flag(), "since": moment(), "session": text(required=False)},
    example={"terminal_id": "kiosk-1", "kind": "kiosk", "online": True, "since": AT, "session": "s-1"},
)  # fmt: skip
TERMINAL_FAULTED = declare(
    "devices", "terminal.faulted", 1, "终端故障出现或消除",
    {
        "terminal_id": text(), "kind": text(), "code": text(), "state": one_of("raised", "cleared"),
        "detail": text(required=False), "at": moment(),
    },
    example={
        "terminal_id": "kiosk-1", "kind": "kiosk", "code": "paper_out", "state": "raised", "detail": None, "at": AT,
    },
)  # fmt: skip
TICKET_REQUESTED = declare(
    "devices", "ticket.requested", 1, "取号机按键取号",
    {
        "request_id": text(), "terminal_id": text(), "press_id": text(), "business_class": text(longest=8),
        "priority_ground": text(required=False), "person": text(required=False, longest=64),
        "further": texts(longest=8, required=False), "at": moment(),
    },
    example={
        "request_id": "0b6e", "terminal_id": "kiosk-1", "press_id": "p-1", "business_class": "A",
        "priority_ground": None, "person": None, "further": ["B"], "at": AT,
    },
)  # fmt: skip
TICKET_PRINTED = declare(
    "devices", "ticket.printed", 1, "票号打印结果",
    {"terminal_id": text(), "ticket_id": text(), "outcome": one_of("printed", "failed"), "at": moment()},
    example={"terminal_id": "kiosk-1", "ticket_id": "t-1", "outcome": "printed", "at": AT},
)  # fmt: skip
KEY_PRESSED = declare(
    "devices", "key.pressed", 1, "呼叫器按键",
    {
        "request_id": text(), "terminal_id": text(), "window": number(least=1),
        "key": one_of(
            "next", "recall", "absent", "serve", "finish", "requeue", "hold", "resume", "pause", "open"
        ),
        "ticket_id": text(required=False), "clerk": text(required=False), "at": moment(),
    },
    example={
        "request_id": "1c7f", "terminal_id": "caller-3", "window": 3, "key": "next", "ticket_id": None,
        "clerk": None, "at": AT,
    },
)  # fmt: skip
RATING_GIVEN = declare(
    "devices", "rating.given", 1, "评价器评价",
    {
        "request_id": text(), "terminal_id": text(), "handling_id": text(), "level": one_of(*LEVELS),
        "indicators": texts(), "at": moment(),
    },
    example={
        "request_id": "2d80", "terminal_id": "evaluator-3", "handling_id": "t-1", "level": "satisfied",
        "indicators": [], "at": AT,
    },
)  # fmt: skip
PEOPLE_COUNTED = declare(
    "devices", "people.counted", 1, "摄像头人数统计",
    {
        "terminal_id": text(), "zone": text(), "from": moment(), "until": moment(),
        "entered": number(), "left": number(), "present": number(),
    },
    example={
        "terminal_id": "camera-1", "zone": "大厅", "from": AT, "until": "2026-03-02T00:36:05Z",
        "entered": 12, "left": 9, "present": 31,
    },
)  # fmt: skip
PROGRAMME_PLAYED = declare(
    "devices", "programme.played", 1, "LED 播放记录",
    {"terminal_id": text(), "code": text(), "from": moment(), "until": moment(), "times": number()},
    example={"terminal_id": "led-1", "code": "GG-001", "from": AT, "until": "2026-03-02T01:31:05Z", "times": 20},
)  # fmt: skip
COMMAND_SETTLED = declare(
    "devices", "command.settled", 1, "下行指令的回执",
    {
        "command_id": text(), "terminal_id": text(), "kind": text(), "command": text(),
        "outcome": one_of("done", "failed", "expired", "refused"), "reason": text(required=False), "at": moment(),
    },
    example={
        "command_id": "c-1", "terminal_id": "screen-3", "kind": "window_screen", "command": "call",
        "outcome": "done", "reason": None, "at": AT,
    },
)  # fmt: skip
CALL_UNDELIVERED = declare(
    "devices", "call.undelivered", 1, "叫号未送达告警出现或消除",
    {
        "call_id": text(), "ticket_id": text(), "number": text(longest=8), "window": number(least=1),
        "state": one_of("raised", "cleared"),
        "reason": one_of("delivered", "served", "recalled", "replaced", "voided", required=False),
        "called_at": moment(), "at": moment(),
    },
    example={
        "call_id": "0195e0c4", "ticket_id": "0195e0c2", "number": "A012", "window": 1, "state": "raised",
        "reason": None, "called_at": AT, "at": "2026-03-02T00:31:25Z",
    },
)  # fmt: skip
EMERGENCY_CHANGED = declare(
    "devices", "emergency.changed", 1, "紧急插播开始或结束",
    {
        "emergency_id": text(), "state": one_of("in_force", "ended", "lapsed"), "text": text(), "until": moment(),
        "at": moment(),
    },
    example={
        "emergency_id": "0195e0c6", "state": "in_force", "text": "【紧急通知】请有序离开大厅。",
        "until": "2026-03-02T01:31:05Z", "at": AT,
    },
)  # fmt: skip
EMERGENCY_UNCONFIRMED = declare(
    "devices", "emergency.unconfirmed", 1, "大屏未确认紧急插播的告警出现或消除",
    {
        "emergency_id": text(), "terminal_id": text(), "state": one_of("raised", "cleared"),
        "reason": text(required=False), "at": moment(),
    },
    example={
        "emergency_id": "0195e0c6", "terminal_id": "led-2", "state": "raised", "reason": None, "at": AT,
    },
)  # fmt: skip
ANNOUNCEMENT_PUBLISHED = declare(
    "devices", "announcement.published", 1, "公告、宣传发布",
    {
        "announcement_id": text(), "form": one_of("announcement", "poster", "meeting"), "category": text(longest=16),
        "title": text(longest=60), "valid_from": moment(), "valid_until": moment(), "at": moment(),
    },
    example={
        "announcement_id": "0195e0c7", "form": "announcement", "category": "policy", "title": "城乡居民医保集中缴费",
        "valid_from": AT, "valid_until": "2026-04-02T00:31:05Z", "at": AT,
    },
)  # fmt: skip
ANNOUNCEMENT_WITHDRAWN = declare(
    "devices", "announcement.withdrawn", 1, "公告、宣传撤回",
    {
        "announcement_id": text(), "form": one_of("announcement", "poster", "meeting"), "category": text(longest=16),
        "at": moment(),
    },
    example={"announcement_id": "0195e0c7", "form": "announcement", "category": "policy", "at": AT},
)  # fmt: skip
