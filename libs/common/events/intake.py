"""What *intake* tells: here of cases, whereabouts and tallies; of the rest in modules of their own.

One wire, told in several files: whoever hears of the hall imports this one.
"""

from marshmallow import fields

from libs.common.events.declaration import declare
from libs.common.events.intake_bookings import *  # noqa: F403
from libs.common.events.intake_calendar import *  # noqa: F403
from libs.common.events.intake_casework import *  # noqa: F403
from libs.common.events.intake_catalogue import *  # noqa: F403
from libs.common.events.intake_conduct import *  # noqa: F403
from libs.common.events.intake_duty import *  # noqa: F403
from libs.common.events.intake_forms import *  # noqa: F403
from libs.common.events.intake_joint import *  # noqa: F403
from libs.common.events.intake_online import *  # noqa: F403
from libs.common.events.intake_queue import *  # noqa: F403
from libs.common.events.parts import (
    ABSENCES,
    CASE,
    CASE_EXAMPLE,
    DEADLINE_KINDS,
    TIMINGS,
    WHEREABOUTS,
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
WHEREABOUTS_CHANGED = declare(
    "intake", "whereabouts.changed", 1, "去向牌一牌的变动：列入、离岗、返岗、移出（仅工作人员的公开信息）",
    {
        "slot": number(least=1), "staff_id": text(), "listed": flag(), "name": text(required=False, longest=12),
        "post": text(required=False, longest=12), "phone": text(required=False, longest=16),
        "state": one_of(*WHEREABOUTS, required=False), "reason": one_of(*ABSENCES, required=False),
        "place": text(required=False, longest=16), "since": moment(required=False), "until": moment(required=False),
        "stand_in": text(required=False, longest=12), "at": moment(),
    },
    example={
        "slot": 3, "staff_id": "0195e0d1", "listed": True, "name": "窗口员03", "post": "计划生育窗口",
        "phone": "0576-85550103", "state": "away", "reason": "village", "place": "北塘村", "since": AT,
        "until": "2026-03-02T03:00:00Z", "stand_in": "窗口员04", "at": AT,
    },
)  # fmt: skip
CASE_REGISTERED = declare(
    "intake", "case.registered", 1, "办件登记",
    {
        **CASE, "village_code": text(required=False), "channel": text(), "registered_at": moment(),
        "extended_hours": maybe(),
    },
    example={
        **CASE_EXAMPLE, "village_code": "331082114206", "channel": "window", "registered_at": AT,
        "extended_hours": False,
    },
)  # fmt: skip
CASE_ACCEPTED = declare(
    "intake", "case.accepted", 1, "办件受理",
    {
        **CASE, "item_name": text(), "village_code": text(required=False),
        "delegable": flag(), "village_can_finish": flag(),
        "applicant": text(), "accepted_at": moment(), "promised_on": day(required=False),
        "legal_on": day(required=False),
        "provisional": flag(), "deemed": flag(), "channel": text(required=False, longest=16),
    },
    example={
        **CASE_EXAMPLE, "item_name": "最低生活保障对象认定", "village_code": "331082114206", "delegable": True,
        "village_can_finish": False, "applicant": "张*三", "accepted_at": AT, "promised_on": "2026-03-23",
        "legal_on": "2026-03-30", "provisional": False, "deemed": False, "channel": "window",
    },
)  # fmt: skip
NOTICE_GIVEN = declare(
    "intake", "notice.given", 1, "一次性告知",
    {**CASE, "notice_id": text(), "missing": texts(), "until": day(), "given_at": moment(), "second_trip": maybe()},
    example={
        **CASE_EXAMPLE, "notice_id": "n-1", "missing": ["户口簿"], "until": "2026-03-16", "given_at": AT,
        "second_trip": False,
    },
)  # fmt: skip
CASE_SUPPLEMENTED = declare(
    "intake", "case.supplemented", 1, "材料补齐",
    {**CASE, "notice_id": text(), "supplemented_at": moment()},
    example={**CASE_EXAMPLE, "notice_id": "n-1", "supplemented_at": AT},
)  # fmt: skip
CASE_RETURNED = declare(
    "intake", "case.returned", 1, "退件",
    {
        **CASE, "ground": text(longest=500), "was_accepted": flag(), "returned_at": moment(), "withdrawn": maybe(),
        "result_code": one_of("returned", "withdrawn", "not_supplemented", required=False),
    },
    example={
        **CASE_EXAMPLE, "ground": "不符合申请条件", "was_accepted": True, "returned_at": AT, "withdrawn": False,
        "result_code": "returned",
    },
)  # fmt: skip
CASE_COMPLETED = declare(
    "intake", "case.completed", 1, "办结",
    {
        **CASE, "result_code": one_of("issued", "done", "passed_on", required=False), "result": text(),
        "accepted_at": moment(), "completed_at": moment(), "timing": one_of(*TIMINGS), "working_days": number(),
        "channel": text(required=False, longest=16),
    },
    example={
        **CASE_EXAMPLE, "result_code": "issued", "result": "出证办结", "accepted_at": AT,
        "completed_at": "2026-03-09T03:00:00Z", "timing": "early", "working_days": 5, "channel": "window",
    },
)  # fmt: skip
CASE_DEADLINE_REACHED = declare(
    "intake", "case.deadline-reached", 1, "办件时限提醒",
    {**CASE, "kind": one_of(*DEADLINE_KINDS), "due_on": day(), "at": moment()},
    example={**CASE_EXAMPLE, "kind": "approaching", "due_on": "2026-03-23", "at": AT},
)  # fmt: skip
CASE_DEADLINE_MOVED = declare(
    "intake", "case.deadline-moved", 1, "办件期限因工作日历调整而变动（含仅暂定标记变动）；暂停计时的没有到期日",
    {
        **CASE, "deadline": one_of("reply", "completion"), "was_due_on": day(required=False),
        "due_on": day(required=False), "was_legal_on": day(required=False), "legal_on": day(required=False),
        "provisional": flag(), "calendar_edition": number(), "why": text(longest=500), "at": moment(),
    },
    example={
        **CASE_EXAMPLE, "deadline": "completion", "was_due_on": "2027-01-11", "due_on": "2027-01-12",
        "was_legal_on": "2027-01-25", "legal_on": "2027-01-25", "provisional": False, "calendar_edition": 2,
        "why": "办件承诺期限 2027年1月11日（暂定） → 2027年1月12日：2027年1月4日由工作日改为节假日（元旦）", "at": AT,
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
