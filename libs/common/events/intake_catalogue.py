"""What *intake* tells of its catalogue."""

from libs.common.events.declaration import declare
from libs.common.events.parts import ITEM_KINDS, day, flag, moment, number, one_of, text

__all__ = (
    "CATALOGUE_IMPORTED",
    "ITEM_DRAFT_CHANGED",
    "ITEM_PUBLISHED",
    "ITEM_RETIRED",
)

AT = "2026-03-02T00:31:05Z"
_ITEM = {
    "item_code": text(), "version": number(least=1), "name": text(), "kind": one_of(*ITEM_KINDS),
    "window": number(least=1),
}  # fmt: skip
_ITEM_EXAMPLE = {
    "item_code": "BM-MZ-001", "version": 1, "name": "最低生活保障对象认定", "kind": "promised", "window": 5,
}  # fmt: skip
ITEM_PUBLISHED = declare(
    "intake", "item.published", 1, "事项版本生效",
    {
        **_ITEM, "delegable": flag(), "village_can_finish": flag(), "promised_limit": number(required=False),
        "valid_from": day(required=False),
    },
    example={
        **_ITEM_EXAMPLE, "delegable": True, "village_can_finish": False, "promised_limit": 15,
        "valid_from": "2026-03-02",
    },
)  # fmt: skip
ITEM_RETIRED = declare(
    "intake", "item.retired", 1, "事项停用（不再开办；被新版本取代的不另行告知）",
    {**_ITEM, "last_day": day(), "at": moment()},
    example={**_ITEM_EXAMPLE, "last_day": "2026-03-01", "at": AT},
)  # fmt: skip
ITEM_DRAFT_CHANGED = declare(
    "intake", "item.draft-changed", 1, "事项草稿变更",
    {
        "draft_id": text(), "item_code": text(), "state": one_of("draft", "scheduled", "published", "discarded"),
        "valid_from": day(required=False), "at": moment(),
    },
    example={
        "draft_id": "0195e0c7", "item_code": "BM-MZ-001", "state": "scheduled", "valid_from": "2026-04-01", "at": AT,
    },
)  # fmt: skip
CATALOGUE_IMPORTED = declare(
    "intake", "catalogue.imported", 1, "事项目录导入",
    {
        "import_id": text(), "created": number(), "changed": number(), "unchanged": number(), "retired": number(),
        "valid_from": day(required=False), "at": moment(),
    },
    example={
        "import_id": "0195e0c8", "created": 2, "changed": 3, "unchanged": 73, "retired": 0, "valid_from": None,
        "at": AT,
    },
)  # fmt: skip
