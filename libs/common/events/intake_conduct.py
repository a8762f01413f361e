"""What *intake* tells of its own conduct: ratings, what became of bad ones, who answers for what."""

from marshmallow import fields

from libs.common.events.declaration import declare
from libs.common.events.parts import DEADLINE_KINDS, LEVELS, day, moment, number, one_of, text

__all__ = (
    "ACCOUNTABILITY_CLOSED",
    "ACCOUNTABILITY_OPENED",
    "INQUIRY_CLOSED",
    "INQUIRY_HANDED_OVER",
    "INQUIRY_RECORDED",
    "RATING_APPEAL_DECIDED",
    "RATING_FLAGGED",
    "RATING_RECORDED",
    "RECTIFICATION_CLOSED",
    "RECTIFICATION_DEADLINE_REACHED",
    "RECTIFICATION_OPENED",
)

AT = "2026-03-02T00:31:05Z"

RATING_RECORDED = declare(
    "intake", "rating.recorded", 1, "已评价",
    {
        "rating_id": text(), "handling_id": text(), "window": number(least=1), "level": one_of(*LEVELS),
        "channel": text(), "at": moment(), "handling": one_of("ticket", "case", required=False),
        "item_code": text(required=False),
    },
    example={
        "rating_id": "r-1", "handling_id": "0195e0c2", "window": 1, "level": "satisfied", "channel": "evaluator",
        "at": AT, "handling": "ticket", "item_code": None,
    },
)  # fmt: skip
RATING_FLAGGED = declare(
    "intake", "rating.flagged", 1, "评价存疑标记",
    {
        "rating_id": text(), "window": number(least=1), "flag": one_of("too_fast", "burst", "pattern"),
        "at": moment(),
    },
    example={"rating_id": "r-1", "window": 1, "flag": "too_fast", "at": AT},
)  # fmt: skip
RATING_APPEAL_DECIDED = declare(
    "intake", "rating.appeal-decided", 1, "差评申诉结论；成立的不计入满意率",
    {
        "rating_id": text(), "window": number(least=1), "item_code": text(required=False), "level": one_of(*LEVELS),
        "decision": one_of("upheld", "dismissed"), "finding": one_of("mistaken", "malicious", required=False),
        "rated_at": moment(), "at": moment(),
    },
    example={
        "rating_id": "r-1", "window": 1, "item_code": None, "level": "dissatisfied", "decision": "upheld",
        "finding": "mistaken", "rated_at": AT, "at": "2026-03-05T03:00:00Z",
    },
)  # fmt: skip
RECTIFICATION_OPENED = declare(
    "intake", "rectification.opened", 1, "差评整改开始",
    {
        "rectification_id": text(), "rating_id": text(), "window": number(least=1), "contact_by": day(),
        "rectify_by": day(), "at": moment(),
    },
    example={
        "rectification_id": "0195e0c5", "rating_id": "r-1", "window": 1, "contact_by": "2026-03-03",
        "rectify_by": "2026-03-23", "at": AT,
    },
)  # fmt: skip
RECTIFICATION_DEADLINE_REACHED = declare(
    "intake", "rectification.deadline-reached", 1, "差评联系、整改时限提醒",
    {
        "rectification_id": text(), "window": number(least=1), "clock": one_of("contact", "rectification"),
        "kind": one_of(*DEADLINE_KINDS), "due_on": day(), "at": moment(),
    },
    example={
        "rectification_id": "0195e0c5", "window": 1, "clock": "contact", "kind": "overdue", "due_on": "2026-03-03",
        "at": "2026-03-03T16:00:01Z",
    },
)  # fmt: skip
RECTIFICATION_CLOSED = declare(
    "intake", "rectification.closed", 1, "差评办结",
    {
        "rectification_id": text(), "rating_id": text(), "window": number(least=1),
        "outcome": one_of("settled", "unsettled", "unreached", "anonymous", "appeal_upheld"),
        "finding": one_of("justified", "unfounded", required=False), "rounds": number(),
        "contact_in_time": fields.Boolean(allow_none=True), "rectified_in_time": fields.Boolean(allow_none=True),
        "at": moment(),
    },
    example={
        "rectification_id": "0195e0c5", "rating_id": "r-1", "window": 1, "outcome": "settled",
        "finding": "justified", "rounds": 0, "contact_in_time": True, "rectified_in_time": True,
        "at": "2026-03-10T03:00:00Z",
    },
)  # fmt: skip
INQUIRY_RECORDED = declare(
    "intake", "inquiry.recorded", 1, "首问登记",
    {"inquiry_id": text(), "channel": text(), "window": number(required=False, least=1), "at": moment()},
    example={"inquiry_id": "0195e0c6", "channel": "phone", "window": None, "at": AT},
)  # fmt: skip
INQUIRY_HANDED_OVER = declare(
    "intake", "inquiry.handed-over", 1, "首问责任移交，接收人已确认",
    {"inquiry_id": text(), "handovers": number(least=1), "window": number(required=False, least=1), "at": moment()},
    example={"inquiry_id": "0195e0c6", "handovers": 1, "window": None, "at": AT},
)  # fmt: skip
INQUIRY_CLOSED = declare(
    "intake", "inquiry.closed", 1, "首问事项办结",
    {
        "inquiry_id": text(), "outcome": one_of("handled", "led", "referred"), "handovers": number(),
        "window": number(required=False, least=1), "at": moment(),
    },
    example={"inquiry_id": "0195e0c6", "outcome": "led", "handovers": 1, "window": None, "at": AT},
)  # fmt: skip
_ACCOUNTABILITY = {
    "entry_id": text(), "ground": one_of("overdue_case", "second_trip", "missed_contact", "complaint"),
    "window": number(least=1), "at": moment(),
}  # fmt: skip
ACCOUNTABILITY_OPENED = declare(
    "intake", "accountability.opened", 1, "责任追究立案",
    _ACCOUNTABILITY,
    example={"entry_id": "0195e0c7", "ground": "overdue_case", "window": 5, "at": AT},
)  # fmt: skip
ACCOUNTABILITY_CLOSED = declare(
    "intake", "accountability.closed", 1, "责任追究已决定或已撤销",
    {
        **_ACCOUNTABILITY,
        "decision": one_of("none", "reminded", "criticised", "notified", "referred", "cancelled"),
    },
    example={"entry_id": "0195e0c7", "ground": "overdue_case", "window": 5, "decision": "reminded", "at": AT},
)  # fmt: skip
