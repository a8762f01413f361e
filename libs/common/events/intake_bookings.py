"""What *intake* tells of bookings (预约), door-to-door service (上门服务), extended hours (延时服务). Never of whom."""

from marshmallow import fields

from libs.common.events.declaration import declare
from libs.common.events.parts import DEADLINE_KINDS, day, flag, moment, number, one_of, text

__all__ = (
    "BOOKING_ARRIVED",
    "BOOKING_CANCELLED",
    "BOOKING_CONFIRMED",
    "BOOKING_HELD",
    "BOOKING_LAPSED",
    "BOOKING_MISSED",
    "BOOKING_REMINDER",
    "BOOKING_RESCHEDULED",
    "ROSTER_SET",
    "VISIT_ANSWERED",
    "VISIT_CANCELLED",
    "VISIT_DEADLINE_REACHED",
    "VISIT_FINISHED",
    "VISIT_REPLANNED",
    "VISIT_REQUESTED",
)

AT = "2026-03-02T00:31:05Z"
_BOOKING = {
    "booking_id": text(), "booking_number": text(), "item_code": text(), "window": number(least=1),
    "starts_at": moment(), "ends_at": moment(), "at": moment(),
}  # fmt: skip
_BOOKING_EXAMPLE = {
    "booking_id": "0195e0c5", "booking_number": "Y114260302050001", "item_code": "BM-MZ-001", "window": 5,
    "starts_at": "2026-03-03T00:30:00Z", "ends_at": "2026-03-03T01:30:00Z", "at": AT,
}  # fmt: skip
BOOKING_HELD = declare(
    "intake", "booking.held", 1, "预约占位",
    {**_BOOKING, "channel": text(), "hold_until": moment()},
    example={**_BOOKING_EXAMPLE, "channel": "online", "hold_until": "2026-03-02T00:41:05Z"},
)  # fmt: skip
BOOKING_LAPSED = declare(
    "intake", "booking.lapsed", 1, "预约占位过期", dict(_BOOKING), example=_BOOKING_EXAMPLE
)  # fmt: skip
BOOKING_CONFIRMED = declare(
    "intake", "booking.confirmed", 1, "预约成功",
    {**_BOOKING, "channel": text()}, example={**_BOOKING_EXAMPLE, "channel": "online"},
)  # fmt: skip
BOOKING_RESCHEDULED = declare(
    "intake", "booking.rescheduled", 1, "改约",
    {**_BOOKING, "was_starts_at": moment()}, example={**_BOOKING_EXAMPLE, "was_starts_at": "2026-03-03T06:00:00Z"},
)  # fmt: skip
BOOKING_CANCELLED = declare(
    "intake", "booking.cancelled", 1, "取消预约：本人取消，或中心停约",
    {**_BOOKING, "by": one_of("person", "hall"), "reason": text(required=False)},
    example={**_BOOKING_EXAMPLE, "by": "hall", "reason": "停电"},
)  # fmt: skip
BOOKING_REMINDER = declare(
    "intake", "booking.reminder", 1, "预约提醒；改约、取消后不再提醒", dict(_BOOKING), example=_BOOKING_EXAMPLE
)  # fmt: skip
BOOKING_ARRIVED = declare(
    "intake", "booking.arrived", 1, "预约人到场，已取优先号",
    {**_BOOKING, "ticket_id": text(), "number": text(longest=8)},
    example={**_BOOKING_EXAMPLE, "ticket_id": "0195e0c2", "number": "E012"},
)  # fmt: skip
BOOKING_MISSED = declare(
    "intake", "booking.missed", 1, "爽约", dict(_BOOKING), example=_BOOKING_EXAMPLE
)  # fmt: skip
_VISIT = {
    "visit_id": text(), "visit_number": text(), "item_code": text(), "window": number(least=1),
    "village_code": text(longest=12), "at": moment(),
}  # fmt: skip
_VISIT_EXAMPLE = {
    "visit_id": "0195e0c6", "visit_number": "S114260302050001", "item_code": "BM-MZ-008", "window": 5,
    "village_code": "331082114206", "at": AT,
}  # fmt: skip
VISIT_REQUESTED = declare(
    "intake", "visit.requested", 1, "申请上门服务",
    {**_VISIT, "channel": text(), "person_kind": text(), "answer_by": day()},
    example={**_VISIT_EXAMPLE, "channel": "phone", "person_kind": "old", "answer_by": "2026-03-03"},
)  # fmt: skip
VISIT_ANSWERED = declare(
    "intake", "visit.answered", 1, "答复上门服务申请：约定时间，或说明不能上门的理由",
    {**_VISIT, "agreed": flag(), "agreed_for": moment(required=False), "reason": text(required=False), "late": flag()},
    example={
        **_VISIT_EXAMPLE, "agreed": True, "agreed_for": "2026-03-04T01:00:00Z", "reason": None, "late": False,
    },
)  # fmt: skip
VISIT_REPLANNED = declare(
    "intake", "visit.replanned", 1, "改期上门",
    {**_VISIT, "was_agreed_for": moment(), "agreed_for": moment()},
    example={**_VISIT_EXAMPLE, "was_agreed_for": "2026-03-04T01:00:00Z", "agreed_for": "2026-03-05T01:00:00Z"},
)  # fmt: skip
VISIT_CANCELLED = declare(
    "intake", "visit.cancelled", 1, "取消上门服务",
    {**_VISIT, "by": one_of("person", "hall"), "reason": text(required=False)},
    example={**_VISIT_EXAMPLE, "by": "person", "reason": None},
)  # fmt: skip
VISIT_FINISHED = declare(
    "intake", "visit.finished", 1, "上门服务已登记结果",
    {**_VISIT, "outcome": one_of("done", "partly", "not_home", "not_done"), "staff": number(least=2)},
    example={**_VISIT_EXAMPLE, "outcome": "done", "staff": 2},
)  # fmt: skip
VISIT_DEADLINE_REACHED = declare(
    "intake", "visit.deadline-reached", 1, "上门服务答复时限提醒",
    {**_VISIT, "kind": one_of(*DEADLINE_KINDS), "due_on": day()},
    example={**_VISIT_EXAMPLE, "kind": "overdue", "due_on": "2026-03-03"},
)  # fmt: skip
ROSTER_SET = declare(
    "intake", "roster.set", 1, "已排延时服务轮值",
    {
        "day": day(), "windows": fields.List(fields.Integer(strict=True), required=True), "shifts": number(),
        "at": moment(),
    },
    example={"day": "2026-03-07", "windows": [5], "shifts": 1, "at": AT},
)  # fmt: skip
