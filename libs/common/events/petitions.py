"""What *petitions* tells: hotline orders and other demands of the public. Never the caller, never the text."""

from libs.common.events.declaration import declare
from libs.common.events.parts import DEADLINE_KINDS, TIMINGS, day, flag, moment, number, one_of, text

AT = "2026-03-02T00:31:05Z"
_PETITION = {"petition_id": text(), "number": text(), "category_code": text()}
_EXAMPLE = {"petition_id": "0195e0e0", "number": "SQ202603-001", "category_code": "C0201"}

PETITION_REGISTERED = declare(
    "petitions", "petition.registered", 1, "诉求登记",
    {
        **_PETITION, "channel": text(), "kind": text(), "village_code": text(required=False), "urgent": flag(),
        "received_at": moment(),
    },
    example={
        **_EXAMPLE, "channel": "12345", "kind": "投诉", "village_code": "331082114253", "urgent": False,
        "received_at": AT,
    },
)  # fmt: skip
PETITION_DISPATCHED = declare(
    "petitions", "petition.dispatched", 1, "诉求交办",
    {**_PETITION, "unit": text(), "due_on": day(), "provisional": flag(), "dispatched_at": moment()},
    example={**_EXAMPLE, "unit": "U-SH", "due_on": "2026-03-09", "provisional": False, "dispatched_at": AT},
)  # fmt: skip
PETITION_SIGNED = declare(
    "petitions", "petition.signed", 1, "承办单位签收",
    {**_PETITION, "unit": text(), "signed_at": moment()},
    example={**_EXAMPLE, "unit": "U-SH", "signed_at": AT},
)  # fmt: skip
PETITION_ANSWERED = declare(
    "petitions", "petition.answered", 1, "诉求答复",
    {**_PETITION, "unit": text(), "timing": one_of(*TIMINGS), "answered_at": moment()},
    example={**_EXAMPLE, "unit": "U-SH", "timing": "early", "answered_at": AT},
)  # fmt: skip
PETITION_CLOSED = declare(
    "petitions", "petition.closed", 1, "诉求办结",
    {**_PETITION, "unit": text(), "closed_at": moment()},
    example={**_EXAMPLE, "unit": "U-SH", "closed_at": AT},
)  # fmt: skip
PETITION_DEADLINE_MOVED = declare(
    "petitions", "petition.deadline-moved", 1, "诉求期限因工作日历调整而变动（含仅暂定标记变动）",
    {
        **_PETITION, "unit": text(), "was_due_on": day(), "due_on": day(), "provisional": flag(), "was_sign_by": day(),
        "sign_by": day(), "calendar_edition": number(), "why": text(longest=500), "at": moment(),
    },
    example={
        **_EXAMPLE, "unit": "U-SH", "was_due_on": "2027-01-06", "due_on": "2027-01-07", "provisional": False,
        "was_sign_by": "2026-12-31", "sign_by": "2026-12-31", "calendar_edition": 2,
        "why": "2027年1月6日（暂定） → 2027年1月7日：2027年1月4日由工作日改为节假日（元旦）", "at": AT,
    },
)  # fmt: skip
PETITION_DEADLINE_REACHED = declare(
    "petitions", "petition.deadline-reached", 1, "诉求时限提醒",
    {**_PETITION, "unit": text(), "kind": one_of(*DEADLINE_KINDS), "due_on": day(), "at": moment()},
    example={**_EXAMPLE, "unit": "U-SH", "kind": "overdue", "due_on": "2026-03-09", "at": AT},
)  # fmt: skip
