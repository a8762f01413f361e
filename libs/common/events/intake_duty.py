"""What *intake* tells of duty: sign-ins, leave, posts, duty leaders, inspections, cover. Numbers, never who."""

from marshmallow import fields, validate

from libs.common.events.declaration import declare
from libs.common.events.parts import DEADLINE_KINDS, day, flag, moment, number, one_of, text

__all__ = (
    "ATTENDANCE_CORRECTED",
    "ATTENDANCE_MISSING",
    "ATTENDANCE_SIGNED",
    "COVER_PLANNED",
    "DUTY_ALARM",
    "INSPECTION_FINDING_CHANGED",
    "INSPECTION_FINDING_DEADLINE_REACHED",
    "INSPECTION_RECORDED",
    "LEADER_ROSTERED",
    "LEADER_SWAP_CHANGED",
    "LEAVE_CHANGED",
    "POST_HANDED_OVER",
)

AT = "2026-03-02T00:31:05Z"
HALVES = ("am", "pm")  # 上午 下午


def _windows() -> fields.List:
    return fields.List(fields.Integer(strict=True, validate=validate.Range(min=1)), required=True)


def _times() -> fields.List:
    return fields.List(fields.String(validate=validate.Regexp(r"\d\d:\d\d-\d\d:\d\d\Z")), required=True)


ATTENDANCE_SIGNED = declare(
    "intake", "attendance.signed", 1, "签到或签退（不含何人）",
    {
        "attendance_id": text(), "act": one_of("in", "out"), "timing": one_of("on_time", "late", "early"),
        "minutes": number(), "extended": flag(), "window": number(required=False, least=1), "at": moment(),
    },
    example={
        "attendance_id": "0195e0d2", "act": "in", "timing": "late", "minutes": 12, "extended": False, "window": 3,
        "at": "2026-03-02T00:42:05Z",
    },
)  # fmt: skip
ATTENDANCE_CORRECTED = declare(
    "intake", "attendance.corrected", 1, "签到签退时间更正",
    {"attendance_id": text(), "times": number(least=1), "at": moment()},
    example={"attendance_id": "0195e0d2", "times": 1, "at": AT},
)  # fmt: skip
ATTENDANCE_MISSING = declare(
    "intake", "attendance.missing", 1, "开门时有人未签到，每个班次一次",
    {
        "starts_at": moment(), "ends_at": moment(), "extended": flag(), "expected": number(least=1),
        "missing": number(least=1), "windows": _windows(), "at": moment(),
    },
    example={
        "starts_at": "2026-03-02T00:30:00Z", "ends_at": "2026-03-02T03:30:00Z", "extended": False, "expected": 8,
        "missing": 1, "windows": [3, 12], "at": AT,
    },
)  # fmt: skip
LEAVE_CHANGED = declare(
    "intake", "leave.changed", 1, "请假的申请、批准、不批准、另定顶岗人、取消、销假（不含何人、何种假）",
    {
        "leave_id": text(), "act": one_of("request", "approve", "decline", "stand_in", "cancel", "shorten"),
        "state": one_of("requested", "approved", "declined", "cancelled"), "first_day": day(),
        "first_half": one_of(*HALVES), "last_day": day(), "last_half": one_of(*HALVES),
        "uncovered": number(), "at": moment(),
    },
    example={
        "leave_id": "0195e0d3", "act": "approve", "state": "approved", "first_day": "2026-03-03", "first_half": "am",
        "last_day": "2026-03-04", "last_half": "pm", "uncovered": 0, "at": AT,
    },
)  # fmt: skip
POST_HANDED_OVER = declare(
    "intake", "post.handed-over", 1, "AB岗交接或交回：窗口、原因、件数",
    {
        "handover_id": text(), "window": number(least=1), "direction": one_of("over", "back"),
        "role": one_of("a", "stand_in", "b"),
        "why": one_of("leave", "out", "unsigned", "left", "inactive", required=False),
        "cases": number(), "inquiries": number(), "tickets": number(), "finished": number(), "at": moment(),
    },
    example={
        "handover_id": "0195e0d4", "window": 5, "direction": "over", "role": "b", "why": "leave", "cases": 12,
        "inquiries": 1, "tickets": 2, "finished": 0, "at": AT,
    },
)  # fmt: skip
LEADER_ROSTERED = declare(
    "intake", "leader.rostered", 1, "值班领导排定或取消（不含何人）",
    {"day": day(), "rostered": flag(), "at": moment()},
    example={"day": "2026-03-03", "rostered": True, "at": AT},
)  # fmt: skip
LEADER_SWAP_CHANGED = declare(
    "intake", "leader.swap-changed", 1, "值班领导换班的提出、同意、不同意、撤回",
    {
        "swap_id": text(), "state": one_of("asked", "accepted", "declined", "withdrawn", "lapsed"), "day": day(),
        "other_day": day(required=False), "at": moment(),
    },
    example={"swap_id": "0195e0d5", "state": "accepted", "day": "2026-03-03", "other_day": "2026-03-05", "at": AT},
)  # fmt: skip
INSPECTION_RECORDED = declare(
    "intake", "inspection.recorded", 1, "大厅巡查",
    {"inspection_id": text(), "day": day(), "points": number(least=1), "findings": number(), "at": moment()},
    example={"inspection_id": "0195e0d6", "day": "2026-03-02", "points": 6, "findings": 1, "at": AT},
)  # fmt: skip
_FINDING = {"finding_id": text(), "point": text(longest=24), "window": number(required=False, least=1)}
_FINDING_EXAMPLE = {"finding_id": "0195e0d7", "point": "at_post", "window": 3}
INSPECTION_FINDING_CHANGED = declare(
    "intake", "inspection.finding-changed", 1, "巡查问题的发现、整改、核实、退回、撤销",
    {
        **_FINDING, "act": one_of("open", "put_right", "verify", "reopen", "revoke"),
        "state": one_of("open", "put_right", "verified", "revoked"), "due_on": day(), "in_time": flag(),
        "at": moment(),
    },
    example={
        **_FINDING_EXAMPLE, "act": "verify", "state": "verified", "due_on": "2026-03-05", "in_time": True, "at": AT,
    },
)  # fmt: skip
INSPECTION_FINDING_DEADLINE_REACHED = declare(
    "intake", "inspection.finding-deadline-reached", 1, "巡查问题整改时限提醒",
    {**_FINDING, "kind": one_of(*DEADLINE_KINDS), "due_on": day(), "at": moment()},
    example={**_FINDING_EXAMPLE, "kind": "overdue", "due_on": "2026-03-05", "at": "2026-03-05T16:00:01Z"},
)  # fmt: skip
COVER_PLANNED = declare(
    "intake", "cover.planned", 1, "某日各窗口各班次由谁在岗的结论：前一日傍晚一次，以后有变即再说",
    {
        "plan_id": text(), "day": day(), "revision": number(least=1), "cause": text(longest=16),
        "posts": number(), "uncovered": number(), "at": moment(),
    },
    example={
        "plan_id": "0195e0d8", "day": "2026-03-03", "revision": 1, "cause": "evening", "posts": 26, "uncovered": 0,
        "at": "2026-03-02T09:30:00Z",
    },
)  # fmt: skip
DUTY_ALARM = declare(
    "intake", "duty.alarm", 1, "值守预警：窗口无人顶岗、无值班领导、当日未巡查；出现与消除各一次",
    {
        "alarm_id": text(), "kind": one_of("post_uncovered", "no_duty_leader", "no_inspection"),
        "state": one_of("raised", "cleared", "lapsed"), "day": day(), "window": number(required=False, least=1),
        "sessions": _times(), "at": moment(),
    },
    example={
        "alarm_id": "0195e0d9", "kind": "post_uncovered", "state": "raised", "day": "2026-03-03", "window": 5,
        "sessions": ["08:30-11:30"], "at": "2026-03-02T09:30:00Z",
    },
)  # fmt: skip
