"""What *intake* tells of the work on a case between acceptance and its end, and of what follows that."""

from libs.common.events.declaration import declare
from libs.common.events.parts import (
    CASE,
    CASE_EXAMPLE,
    DEADLINE_KINDS,
    TIMINGS,
    day,
    flag,
    moment,
    number,
    one_of,
    text,
)

__all__ = (
    "CASE_ANSWERED_ABOVE",
    "CASE_ARCHIVED",
    "CASE_DISPOSED",
    "CASE_EXTENDED",
    "CASE_FOLLOWED_UP",
    "CASE_FOLLOW_UP_DUE",
    "CASE_PAUSED",
    "CASE_REFERENCED",
    "CASE_REPORTED_UP",
    "CASE_RESULT_TOLD",
    "CASE_RESUMED",
    "CASE_RETENTION_PROLONGED",
    "CASE_SENT_BACK",
    "CASE_STAGE_BEGUN",
    "CASE_STAGE_ENDED",
    "DELIVERY_CAME_BACK",
    "DELIVERY_CHANGED",
    "DELIVERY_DEADLINE_REACHED",
    "DELIVERY_DELIVERED",
    "DELIVERY_OPENED",
    "DELIVERY_SENT",
)

AT = "2026-03-09T02:00:00Z"
_DATES = {"promised_on": day(), "legal_on": day(required=False), "provisional": flag()}
_DATES_EXAMPLE = {"promised_on": "2026-04-02", "legal_on": "2026-04-09", "provisional": False}
CASE_PAUSED = declare(
    "intake", "case.paused", 1, "特殊程序开始，暂停计时",
    {**CASE, "procedure": text(longest=20), "expected_days": number(least=1), "at": moment()},
    example={**CASE_EXAMPLE, "procedure": "鉴定", "expected_days": 10, "at": AT},
)  # fmt: skip
CASE_RESUMED = declare(
    "intake", "case.resumed", 1, "特殊程序结束，恢复计时",
    {**CASE, **_DATES, "at": moment()},
    example={**CASE_EXAMPLE, **_DATES_EXAMPLE, "at": AT},
)  # fmt: skip
CASE_EXTENDED = declare(
    "intake", "case.extended", 1, "批准延长期限",
    {**CASE, **_DATES, "promised_on": day(required=False), "days": number(least=1), "ground": text(), "at": moment()},
    example={**CASE_EXAMPLE, **_DATES_EXAMPLE, "days": 3, "ground": "待上级批复", "at": AT},
)  # fmt: skip
_STAGE = {**CASE, "no": number(least=1), "stage": text(longest=24), "began_at": moment()}
_STAGE_EXAMPLE = {**CASE_EXAMPLE, "no": 1, "stage": "site_visit", "began_at": AT}
CASE_STAGE_BEGUN = declare(
    "intake", "case.stage-begun", 1, "办理环节开始", dict(_STAGE), example=_STAGE_EXAMPLE
)  # fmt: skip
CASE_STAGE_ENDED = declare(
    "intake", "case.stage-ended", 1, "办理环节结束（随办件终止的没有结果）",
    {
        **_STAGE, "ended_at": moment(), "outcome": one_of("passed", "sent_back", "other", required=False),
        "opinion": text(longest=500, required=False), "by": text(),
    },
    example={
        **_STAGE_EXAMPLE, "ended_at": "2026-03-10T03:00:00Z", "outcome": "passed", "opinion": "与申报一致",
        "by": "clerk01",
    },
)  # fmt: skip
CASE_REFERENCED = declare(
    "intake", "case.referenced", 1, "登记（或撤销）外部编号",
    {**CASE, "source": text(longest=120), "external_id": text(longest=120), "removed": flag(), "at": moment()},
    example={**CASE_EXAMPLE, "source": "省政务服务平台", "external_id": "样例-2026-000123", "removed": False, "at": AT},
)  # fmt: skip
_REPORT = {**CASE, "no": number(least=1)}
_REPORT_EXAMPLE = {**CASE_EXAMPLE, "item_kind": "reported", "no": 1}
_ABOVE = {"authority": text(longest=120)}
CASE_REPORTED_UP = declare(
    "intake", "case.reported-up", 1, "上报：本级部分办完，本级时限终止",
    {**_REPORT, **_ABOVE, "reported_at": moment(), "timing": one_of(*TIMINGS), "working_days": number()},
    example={**_REPORT_EXAMPLE, "authority": "市民政局", "reported_at": AT, "timing": "early", "working_days": 5},
)  # fmt: skip
CASE_SENT_BACK = declare(
    "intake", "case.sent-back", 1, "上级退回，本级恢复计时",
    {**_REPORT, **_ABOVE, **_DATES, "reason": text(longest=500), "sent_back_at": moment()},
    example={
        **_REPORT_EXAMPLE, **_DATES_EXAMPLE, "authority": "市民政局", "reason": "调查表缺签字", "sent_back_at": AT,
    },
)  # fmt: skip
CASE_FOLLOWED_UP = declare(
    "intake", "case.followed-up", 1, "跟踪上级办理", {**_REPORT, "at": moment()}, example={**_REPORT_EXAMPLE, "at": AT}
)  # fmt: skip
CASE_FOLLOW_UP_DUE = declare(
    "intake", "case.follow-up-due", 1, "上报件跟踪提醒（上级未答复，或未告知申请人）",
    {**_REPORT, **_ABOVE, "answered": flag(), "due_on": day(), "at": moment()},
    example={**_REPORT_EXAMPLE, "authority": "市民政局", "answered": False, "due_on": "2026-03-16", "at": AT},
)  # fmt: skip
CASE_ANSWERED_ABOVE = declare(
    "intake", "case.answered-above", 1, "上级答复（上级用时为自然日）",
    {**_REPORT, **_ABOVE, "approved": flag(), "days_above": number(), "answered_at": moment()},
    example={
        **_REPORT_EXAMPLE, "authority": "市民政局", "approved": True, "days_above": 12,
        "answered_at": "2026-03-21T02:00:00Z",
    },
)  # fmt: skip
CASE_RESULT_TOLD = declare(
    "intake", "case.result-told", 1, "已将上级结果告知申请人",
    {**_REPORT, "how": text(longest=16), "told_at": moment()},
    example={**_REPORT_EXAMPLE, "how": "phone", "told_at": AT},
)  # fmt: skip
_WAYS = ("pickup", "post", "village_agent")
_DELIVERY = {**CASE, "delivery_id": text(), "way": one_of(*_WAYS), "at": moment()}
_DELIVERY_EXAMPLE = {**CASE_EXAMPLE, "delivery_id": "0195e0e7", "way": "post", "at": AT}
DELIVERY_OPENED = declare(
    "intake", "delivery.opened", 1, "结果待送达",
    {**_DELIVERY, "deliver_by": day()}, example={**_DELIVERY_EXAMPLE, "deliver_by": "2026-03-23"},
)  # fmt: skip
DELIVERY_CHANGED = declare(
    "intake", "delivery.changed", 1, "更改送达方式",
    {**_DELIVERY, "was": one_of(*_WAYS)}, example={**_DELIVERY_EXAMPLE, "was": "pickup"},
)  # fmt: skip
DELIVERY_SENT = declare(
    "intake", "delivery.sent", 1, "结果已寄出，或已交村代办员", dict(_DELIVERY), example=_DELIVERY_EXAMPLE
)  # fmt: skip
DELIVERY_CAME_BACK = declare(
    "intake", "delivery.came-back", 1, "结果未能送达，退回中心",
    {**_DELIVERY, "reason": text(longest=500)}, example={**_DELIVERY_EXAMPLE, "reason": "家中无人"},
)  # fmt: skip
DELIVERY_DELIVERED = declare(
    "intake", "delivery.delivered", 1, "结果已送达",
    {**_DELIVERY, "to": one_of("applicant", "agent"), "late": flag()},
    example={**_DELIVERY_EXAMPLE, "to": "applicant", "late": False},
)  # fmt: skip
DELIVERY_DEADLINE_REACHED = declare(
    "intake", "delivery.deadline-reached", 1, "送达时限提醒",
    {**_DELIVERY, "kind": one_of(*DEADLINE_KINDS), "due_on": day()},
    example={**_DELIVERY_EXAMPLE, "kind": "approaching", "due_on": "2026-03-23"},
)  # fmt: skip
CASE_ARCHIVED = declare(
    "intake", "case.archived", 1, "归档",
    {
        **CASE, "archive_number": text(longest=80), "retention": text(longest=24), "keep_until": day(required=False),
        "at": moment(),
    },
    example={
        **CASE_EXAMPLE, "archive_number": "taozhu-WS·2026-D30-0001", "retention": "thirty_years",
        "keep_until": "2056-12-31", "at": AT,
    },
)  # fmt: skip
CASE_RETENTION_PROLONGED = declare(
    "intake", "case.retention-prolonged", 1, "延长保管期限（没有期限为永久）",
    {**CASE, "keep_until": day(required=False), "reason": text(longest=500), "at": moment()},
    example={**CASE_EXAMPLE, "keep_until": "2066-12-31", "reason": "涉及尚未了结的纠纷", "at": AT},
)  # fmt: skip
CASE_DISPOSED = declare(
    "intake", "case.disposed", 1, "档案销毁：个人信息已删除",
    {**CASE, "archive_number": text(longest=80), "reason": text(longest=500), "at": moment()},
    example={**CASE_EXAMPLE, "archive_number": "taozhu-WS·2026-D10-0001", "reason": "经鉴定无继续保存价值", "at": AT},
)  # fmt: skip
