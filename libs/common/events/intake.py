"""What *intake* tells: the queue, cases, ratings and tallies of a centre."""

from marshmallow import fields

from libs.common.events.declaration import declare
from libs.common.events.intake_forms import (  # noqa: F401  one wire, told in two files
    FORM_NUMBERED,
    FORM_PRINTED,
    FORM_VOIDED,
    MANDATE_CHANGED,
)
from libs.common.events.parts import (
    DEADLINE_KINDS,
    ITEM_KINDS,
    LEVELS,
    TIMINGS,
    WINDOW_STATES,
    day,
    flag,
    maybe,
    moment,
    number,
    one_of,
    text,
    texts,
)

AT = "2026-03-02T00:31:05Z"
_TICKET = {"ticket_id": text(), "number": text(longest=8), "business_class": text(longest=8)}
_TICKET_EXAMPLE = {"ticket_id": "0195e0c2", "number": "A012", "business_class": "A"}
_CASE = {
    "case_id": text(),
    "case_number": text(),
    "item_code": text(),
    "item_kind": one_of(*ITEM_KINDS),
    "window": number(least=1),
}
_CASE_EXAMPLE = {
    "case_id": "0195e0c3", "case_number": "33108211420260302010001", "item_code": "BM-MZ-001",
    "item_kind": "promised", "window": 5,
}  # fmt: skip

TICKET_ISSUED = declare(
    "intake", "ticket.issued", 1, "已取号",
    {
        **_TICKET, "class_name": text(), "service_date": day(), "ahead": number(), "issued_at": moment(),
        "channel": one_of("kiosk", "desk"), "terminal_id": text(required=False), "press_id": text(required=False),
        "priority_ground": text(required=False),
    },
    example={
        **_TICKET_EXAMPLE, "class_name": "国土资源", "service_date": "2026-03-02", "ahead": 3, "issued_at": AT,
        "channel": "kiosk", "terminal_id": "kiosk-1", "press_id": "p-1", "priority_ground": None,
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
        "press_id": text(), "at": moment(),
    },
    example={
        **_TICKET_EXAMPLE, "class_name": "国土资源", "ahead": 3, "issued_at": AT, "terminal_id": "kiosk-1",
        "press_id": "p-1", "at": AT,
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
RATING_RECORDED = declare(
    "intake", "rating.recorded", 1, "已评价",
    {
        "rating_id": text(), "handling_id": text(), "window": number(least=1), "level": one_of(*LEVELS),
        "channel": text(), "at": moment(),
    },
    example={
        "rating_id": "r-1", "handling_id": "0195e0c2", "window": 1, "level": "satisfied", "channel": "evaluator",
        "at": AT,
    },
)  # fmt: skip
CASE_REGISTERED = declare(
    "intake", "case.registered", 1, "办件登记",
    {**_CASE, "village_code": text(required=False), "channel": text(), "registered_at": moment()},
    example={**_CASE_EXAMPLE, "village_code": "331082114206", "channel": "window", "registered_at": AT},
)  # fmt: skip
CASE_ACCEPTED = declare(
    "intake", "case.accepted", 1, "办件受理",
    {
        **_CASE, "item_name": text(), "village_code": text(required=False),
        "delegable": flag(), "village_can_finish": flag(),
        "applicant": text(), "accepted_at": moment(), "promised_on": day(required=False),
        "legal_on": day(required=False),
        "provisional": flag(), "deemed": flag(),
    },
    example={
        **_CASE_EXAMPLE, "item_name": "最低生活保障对象认定", "village_code": "331082114206", "delegable": True,
        "village_can_finish": False, "applicant": "张*三", "accepted_at": AT, "promised_on": "2026-03-23",
        "legal_on": "2026-03-30", "provisional": False, "deemed": False,
    },
)  # fmt: skip
NOTICE_GIVEN = declare(
    "intake", "notice.given", 1, "一次性告知",
    {**_CASE, "notice_id": text(), "missing": texts(), "until": day(), "given_at": moment(), "second_trip": maybe()},
    example={
        **_CASE_EXAMPLE, "notice_id": "n-1", "missing": ["户口簿"], "until": "2026-03-16", "given_at": AT,
        "second_trip": False,
    },
)  # fmt: skip
CASE_SUPPLEMENTED = declare(
    "intake", "case.supplemented", 1, "材料补齐",
    {**_CASE, "notice_id": text(), "supplemented_at": moment()},
    example={**_CASE_EXAMPLE, "notice_id": "n-1", "supplemented_at": AT},
)  # fmt: skip
CASE_RETURNED = declare(
    "intake", "case.returned", 1, "退件",
    {**_CASE, "ground": text(longest=500), "was_accepted": flag(), "returned_at": moment(), "withdrawn": maybe()},
    example={**_CASE_EXAMPLE, "ground": "不符合申请条件", "was_accepted": True, "returned_at": AT,
    "withdrawn": False},
)  # fmt: skip
CASE_COMPLETED = declare(
    "intake", "case.completed", 1, "办结",
    {
        **_CASE, "result": text(), "accepted_at": moment(), "completed_at": moment(), "timing": one_of(*TIMINGS),
        "working_days": number(),
    },
    example={
        **_CASE_EXAMPLE, "result": "出证办结", "accepted_at": AT,
        "completed_at": "2026-03-09T03:00:00Z", "timing": "early", "working_days": 5,
    },
)  # fmt: skip
CASE_DEADLINE_REACHED = declare(
    "intake", "case.deadline-reached", 1, "办件时限提醒",
    {**_CASE, "kind": one_of(*DEADLINE_KINDS), "due_on": day(), "at": moment()},
    example={**_CASE_EXAMPLE, "kind": "approaching", "due_on": "2026-03-23", "at": AT},
)  # fmt: skip
ITEM_PUBLISHED = declare(
    "intake", "item.published", 1, "事项发布",
    {
        "item_code": text(), "version": number(least=1), "name": text(),
        "kind": one_of(*ITEM_KINDS), "window": number(least=1),
        "delegable": flag(), "village_can_finish": flag(), "promised_limit": number(required=False),
    },
    example={
        "item_code": "BM-MZ-001", "version": 1, "name": "最低生活保障对象认定", "kind": "promised", "window": 5,
        "delegable": True, "village_can_finish": False, "promised_limit": 15,
    },
)  # fmt: skip
TALLY_RECORDED = declare(
    "intake", "tally.recorded", 1, "窗口计数",
    {
        "tally_id": text(), "kind": one_of("consultation", "copy", "certificate", "phone_call", "back_office"),
        "quantity": fields.Integer(required=True, strict=True), "window": number(least=1), "at": moment(),
    },
    example={"tally_id": "y-1", "kind": "consultation", "quantity": 1, "window": 12, "at": AT},
)  # fmt: skip
