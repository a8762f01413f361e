"""What *intake* tells of the queue: tickets, calls, windows, keys and alarms. Never of whom."""

from libs.common.events.declaration import declare
from libs.common.events.parts import WINDOW_STATES, day, flag, maybe, moment, number, one_of, text

__all__ = (
    "KEY_REFUSED",
    "QUEUE_ALARM",
    "TICKET_CALLED",
    "TICKET_FINISHED",
    "TICKET_HELD",
    "TICKET_ISSUED",
    "TICKET_MATTER_FINISHED",
    "TICKET_MISSED",
    "TICKET_NEAR",
    "TICKET_REACTIVATED",
    "TICKET_REFUSED",
    "TICKET_REPRINT_ASKED",
    "TICKET_REQUEUED",
    "TICKET_RESUMED",
    "TICKET_SERVING",
    "TICKET_SHOWN",
    "TICKET_TRANSFERRED",
    "TICKET_VOIDED",
    "WINDOW_CHANGED",
)

AT = "2026-03-02T00:31:05Z"
POSITION = "https://bm.example.cn/position#6b0f1d"
_TICKET = {"ticket_id": text(), "number": text(longest=8), "business_class": text(longest=8)}
_TICKET_EXAMPLE = {"ticket_id": "0195e0c2", "number": "A012", "business_class": "A"}

TICKET_ISSUED = declare(
    "intake", "ticket.issued", 1, "已取号",
    {
        **_TICKET, "class_name": text(), "service_date": day(), "ahead": number(), "issued_at": moment(),
        "channel": one_of("kiosk", "desk"), "terminal_id": text(required=False), "press_id": text(required=False),
        "priority_ground": text(required=False), "estimated_seconds": number(required=False),
        "position_url": text(required=False, longest=500), "matters": number(required=False, least=1),
        "extended_hours": maybe(),
    },
    example={
        **_TICKET_EXAMPLE, "class_name": "国土资源", "service_date": "2026-03-02", "ahead": 3, "issued_at": AT,
        "channel": "kiosk", "terminal_id": "kiosk-1", "press_id": "p-1", "priority_ground": None,
        "estimated_seconds": 900, "position_url": POSITION, "matters": 1, "extended_hours": False,
    },
)  # fmt: skip
TICKET_REFUSED = declare(
    "intake", "ticket.refused", 1, "未能取号",
    {
        "terminal_id": text(), "press_id": text(), "business_class": text(), "code": text(), "message": text(),
        "at": moment(),
    },
    example={
        "terminal_id": "kiosk-1", "press_id": "p-2", "business_class": "A", "code": "class_closed",
        "message": "该业务已停止取号", "at": AT,
    },
)  # fmt: skip
TICKET_REPRINT_ASKED = declare(
    "intake", "ticket.reprint-asked", 1, "补打号票",
    {
        **_TICKET, "class_name": text(), "ahead": number(), "issued_at": moment(), "terminal_id": text(),
        "press_id": text(), "estimated_seconds": number(required=False),
        "position_url": text(required=False, longest=500), "at": moment(),
    },
    example={
        **_TICKET_EXAMPLE, "class_name": "国土资源", "ahead": 3, "issued_at": AT, "terminal_id": "kiosk-1",
        "press_id": "p-1", "estimated_seconds": 900, "position_url": POSITION, "at": AT,
    },
)  # fmt: skip
TICKET_SHOWN = declare(
    "intake", "ticket.shown", 1, "未出票，号码以屏幕显示或当面告知为准",
    {**_TICKET, "was": text(), "at": moment()},
    example={**_TICKET_EXAMPLE, "was": "failed", "at": AT},
)  # fmt: skip
TICKET_CALLED = declare(
    "intake", "ticket.called", 1, "叫号",
    {
        **_TICKET, "call_id": text(), "window": number(least=1), "window_name": text(), "times": number(least=1),
        "called_at": moment(), "expires_at": moment(), "clerk": text(required=False),
        "request_id": text(required=False),
    },
    example={
        **_TICKET_EXAMPLE, "call_id": "0195e0c4", "window": 1, "window_name": "国土资源", "times": 1, "called_at": AT,
        "expires_at": "2026-03-02T00:32:05Z", "clerk": None, "request_id": "1c7f",
    },
)  # fmt: skip
TICKET_SERVING = declare(
    "intake", "ticket.serving", 1, "开始办理",
    {**_TICKET, "window": number(least=1), "served_at": moment(), "waiting_seconds": number()},
    example={**_TICKET_EXAMPLE, "window": 1, "served_at": AT, "waiting_seconds": 540},
)  # fmt: skip
TICKET_MISSED = declare(
    "intake", "ticket.missed", 1, "过号",
    {**_TICKET, "window": number(least=1), "at": moment()},
    example={**_TICKET_EXAMPLE, "window": 1, "at": AT},
)  # fmt: skip
TICKET_FINISHED = declare(
    "intake", "ticket.finished", 1, "办理结束",
    {
        **_TICKET, "window": number(least=1), "handling_id": text(),
        "clerk": text(required=False), "issued_at": moment(),
        "finished_at": moment(), "waiting_seconds": number(), "handling_seconds": number(), "extended_hours": flag(),
    },
    example={
        **_TICKET_EXAMPLE, "window": 1, "handling_id": "0195e0c2", "clerk": None, "issued_at": AT,
        "finished_at": "2026-03-02T00:52:05Z", "waiting_seconds": 540, "handling_seconds": 620,
        "extended_hours": False,
    },
)  # fmt: skip
TICKET_MATTER_FINISHED = declare(
    "intake", "ticket.matter-finished", 1, "一项事项办结，号码转入下一项等候",
    {
        **_TICKET, "class_name": text(), "from_class": text(longest=8), "matter": number(least=1),
        "window": number(least=1), "clerk": text(required=False), "waiting_seconds": number(),
        "handling_seconds": number(), "ahead": number(), "at": moment(),
    },
    example={
        **_TICKET_EXAMPLE, "class_name": "国土资源", "from_class": "M", "matter": 1, "window": 12, "clerk": "clerk03",
        "waiting_seconds": 300, "handling_seconds": 240, "ahead": 2, "at": AT,
    },
)  # fmt: skip
TICKET_NEAR = declare(
    "intake", "ticket.near", 1, "叫号提醒：已排到约定的位次",
    {**_TICKET, "ahead": number(), "notice_at": number(least=1), "at": moment()},
    example={**_TICKET_EXAMPLE, "ahead": 2, "notice_at": 3, "at": AT},
)  # fmt: skip
TICKET_VOIDED = declare(
    "intake", "ticket.voided", 1, "号码作废",
    {**_TICKET, "was": text(), "at": moment()},
    example={**_TICKET_EXAMPLE, "was": "waiting", "at": "2026-03-02T09:30:00Z"},
)  # fmt: skip
TICKET_REQUEUED = declare(
    "intake", "ticket.requeued", 1, "退回队列",
    {
        **_TICKET, "window": number(least=1), "was": text(), "ahead": number(), "reason": text(required=False),
        "at": moment(),
    },
    example={**_TICKET_EXAMPLE, "window": 1, "was": "called", "ahead": 0, "reason": "按错键", "at": AT},
)  # fmt: skip
TICKET_REACTIVATED = declare(
    "intake", "ticket.reactivated", 1, "过号重新激活",
    {**_TICKET, "after": number(), "ahead": number(), "misses": number(least=1), "at": moment()},
    example={**_TICKET_EXAMPLE, "after": 3, "ahead": 3, "misses": 1, "at": AT},
)  # fmt: skip
TICKET_HELD = declare(
    "intake", "ticket.held", 1, "挂起",
    {**_TICKET, "window": number(least=1), "reason": text(required=False), "at": moment()},
    example={**_TICKET_EXAMPLE, "window": 1, "reason": "回家取户口簿", "at": AT},
)  # fmt: skip
TICKET_RESUMED = declare(
    "intake", "ticket.resumed", 1, "恢复办理",
    {**_TICKET, "window": number(least=1), "held_seconds": number(), "at": moment()},
    example={**_TICKET_EXAMPLE, "window": 1, "held_seconds": 1800, "at": AT},
)  # fmt: skip
TICKET_TRANSFERRED = declare(
    "intake", "ticket.transferred", 1, "转号：转号类、窗口或经办人",
    {
        **_TICKET, "class_name": text(), "from_class": text(longest=8), "was": text(),
        "from_window": number(required=False, least=1), "to_window": number(required=False, least=1),
        "to_clerk": text(required=False), "ahead": number(), "reason": text(required=False), "at": moment(),
    },
    example={
        **_TICKET_EXAMPLE, "class_name": "国土资源", "from_class": "M", "was": "serving", "from_window": 12,
        "to_window": 1, "to_clerk": None, "ahead": 2, "reason": "应由国土资源窗口办理", "at": AT,
    },
)  # fmt: skip
WINDOW_CHANGED = declare(
    "intake", "window.changed", 1, "窗口暂停、恢复或关闭",
    {
        "window": number(least=1), "window_name": text(), "was": one_of(*WINDOW_STATES),
        "state": one_of(*WINDOW_STATES), "message": text(required=False), "until": moment(required=False),
        "clerk": text(required=False), "at": moment(),
    },
    example={
        "window": 3, "window_name": "计划生育", "was": "open", "state": "paused", "message": "暂停服务，请稍候",
        "until": "2026-03-02T01:00:00Z", "clerk": "clerk03", "at": AT,
    },
)  # fmt: skip
QUEUE_ALARM = declare(
    "intake", "queue.alarm", 1, "等候人数或等候时间预警，出现与消除各一次",
    {
        "business_class": text(longest=8), "kind": one_of("waiting_count", "waiting_time"),
        "state": one_of("raised", "cleared"), "value": number(), "limit": number(least=1), "at": moment(),
    },
    example={
        "business_class": "A", "kind": "waiting_time", "state": "raised", "value": 30, "limit": 30, "at": AT,
    },
)  # fmt: skip
KEY_REFUSED = declare(
    "intake", "key.refused", 1, "按键无效",
    {
        "terminal_id": text(), "request_id": text(), "window": number(least=1), "code": text(),
        "message": text(), "at": moment(),
    },
    example={
        "terminal_id": "caller-1", "request_id": "1c80", "window": 1, "code": "nobody_waiting",
        "message": "没有等候的号码", "at": AT,
    },
)  # fmt: skip
