"""What *routing* tells: items delegated to villages."""

from libs.common.events.declaration import declare
from libs.common.events.parts import moment, one_of, text

AT = "2026-03-02T00:31:05Z"
_DELEGATION = {"delegation_id": text(), "case_id": text(), "item_code": text(), "village_code": text()}
_EXAMPLE = {
    "delegation_id": "0195e0d0",
    "case_id": "0195e0c3",
    "item_code": "BM-MZ-001",
    "village_code": "331082114206",
}

DELEGATION_OPENED = declare(
    "routing", "delegation.opened", 1, "委托村代办",
    {**_DELEGATION, "agent_id": text(), "post": one_of("A", "B"), "why": text(longest=500), "opened_at": moment()},
    example={**_EXAMPLE, "agent_id": "agent-01a", "post": "A", "why": "户籍村北塘村；A岗在岗", "opened_at": AT},
)  # fmt: skip
DELEGATION_TAKEN = declare(
    "routing", "delegation.taken", 1, "代办员接件",
    {**_DELEGATION, "agent_id": text(), "taken_at": moment()},
    example={**_EXAMPLE, "agent_id": "agent-01a", "taken_at": AT},
)  # fmt: skip
DELEGATION_DONE = declare(
    "routing", "delegation.done", 1, "村代办完成",
    {**_DELEGATION, "agent_id": text(), "done_at": moment()},
    example={**_EXAMPLE, "agent_id": "agent-01a", "done_at": AT},
)  # fmt: skip
DELEGATION_RETURNED = declare(
    "routing", "delegation.returned", 1, "代办件回到镇中心",
    {**_DELEGATION, "outcome": one_of("done", "not_done"), "reason": text(required=False), "returned_at": moment()},
    example={**_EXAMPLE, "outcome": "done", "reason": None, "returned_at": AT},
)  # fmt: skip
DELEGATION_RECALLED = declare(
    "routing", "delegation.recalled", 1, "镇中心收回代办件",
    {**_DELEGATION, "reason": text(), "recalled_at": moment()},
    example={**_EXAMPLE, "reason": "镇中心已办结", "recalled_at": AT},
)  # fmt: skip
