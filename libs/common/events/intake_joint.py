"""What *intake* tells of joint handling (联办): the parts of departments, and their reviews."""

from libs.common.events.declaration import declare
from libs.common.events.parts import CASE, CASE_EXAMPLE, DEADLINE_KINDS, TIMINGS, day, flag, moment, one_of, text, texts

__all__ = (
    "JOINT_PART_ANSWERED",
    "JOINT_PART_CANCELLED",
    "JOINT_PART_DEADLINE_REACHED",
    "JOINT_PART_OPENED",
    "JOINT_PART_REOPENED",
    "JOINT_PART_UNDERTAKEN",
    "JOINT_REVIEW_CHANGED",
    "JOINT_RULE_CHANGED",
)

AT = "2026-03-09T02:00:00Z"
_OF_CASE = {**CASE_EXAMPLE, "item_code": "BM-GT-001", "item_kind": "joint", "window": 1}
_PART = {**CASE, "part_id": text(), "department": text(longest=80), "at": moment()}
_PART_EXAMPLE = {**_OF_CASE, "part_id": "0195e0d3", "department": "农业农村办公室", "at": AT}
JOINT_PART_OPENED = declare(
    "intake", "joint.part-opened", 1, "联办：请协办部门办理",
    {**_PART, "due_on": day(required=False)}, example={**_PART_EXAMPLE, "due_on": "2026-03-09"},
)  # fmt: skip
JOINT_PART_UNDERTAKEN = declare(
    "intake", "joint.part-undertaken", 1, "联办：部门书面承诺",
    {**_PART, "until": day(), "by_window": flag()},
    example={**_PART_EXAMPLE, "until": "2026-03-20", "by_window": False},
)  # fmt: skip
JOINT_PART_ANSWERED = declare(
    "intake", "joint.part-answered", 1, "联办：部门意见",
    {
        **_PART, "answer": one_of("agreed", "conditional", "objected"), "timing": one_of(*TIMINGS),
        "by_window": flag(),
    },
    example={**_PART_EXAMPLE, "answer": "agreed", "timing": "on_time", "by_window": False},
)  # fmt: skip
JOINT_PART_REOPENED = declare(
    "intake", "joint.part-reopened", 1, "联办：重新征求部门意见",
    {**_PART, "reason": text(longest=500), "due_on": day(required=False)},
    example={**_PART_EXAMPLE, "reason": "已按意见整改", "due_on": "2026-03-16"},
)  # fmt: skip
JOINT_PART_CANCELLED = declare(
    "intake", "joint.part-cancelled", 1, "联办：随办件终止", dict(_PART), example=_PART_EXAMPLE
)  # fmt: skip
JOINT_PART_DEADLINE_REACHED = declare(
    "intake", "joint.part-deadline-reached", 1, "联办：部门时限提醒",
    {**_PART, "kind": one_of(*DEADLINE_KINDS), "due_on": day()},
    example={**_PART_EXAMPLE, "kind": "overdue", "due_on": "2026-03-06"},
)  # fmt: skip
JOINT_RULE_CHANGED = declare(
    "intake", "joint.rule-changed", 1, "更改一件的联办规则",
    {**CASE, "rule": one_of("all_finished", "all_undertaken"), "reason": text(longest=500), "at": moment()},
    example={**_OF_CASE, "rule": "all_undertaken", "reason": "汛期急需开工", "at": AT},
)  # fmt: skip
JOINT_REVIEW_CHANGED = declare(
    "intake", "joint.review-changed", 1, "联合会审：约定、改期、召开、取消",
    {
        **CASE, "review_id": text(), "state": one_of("planned", "held", "cancelled"), "meets_at": moment(),
        "attended": texts(longest=80), "at": moment(),
    },
    example={
        **_OF_CASE, "review_id": "0195e0d9", "state": "planned", "meets_at": "2026-03-11T01:30:00Z", "attended": [],
        "at": AT,
    },
)  # fmt: skip
