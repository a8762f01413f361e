"""Fields that recur in event declarations."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate
from marshmallow.fields import Field

ITEM_KINDS = ("immediate", "promised", "joint", "reported")  # 即办件 承诺件 联办件 上报件
TIMINGS = ("early", "on_time", "overdue")  # 提前 按时 超期
LEVELS = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied")
WINDOW_STATES = ("open", "paused", "closed")  # 开放 暂停 关闭
WHEREABOUTS = ("at_post", "away")  # 在岗 离岗
ABSENCES = ("meeting", "errand", "village", "home_visit", "trip", "training", "leave")
DEADLINE_KINDS = ("approaching", "due", "overdue")


def text(*, longest: int = 200, required: bool = True) -> Field[Any]:
    """Text; one that is not required may also be null."""
    return fields.String(required=required, allow_none=not required, validate=validate.Length(max=longest))


def moment(*, required: bool = True) -> Field[Any]:
    """An aware moment, in UTC on the wire."""
    return fields.AwareDateTime(required=required, allow_none=not required)


def day(*, required: bool = True) -> Field[Any]:
    """A date on the hall's wall (Asia/Shanghai)."""
    return fields.Date(required=required, allow_none=not required)


def number(*, required: bool = True, least: int | None = 0) -> Field[Any]:
    return fields.Integer(required=required, allow_none=not required, strict=True, validate=validate.Range(min=least))


def flag() -> Field[Any]:
    return fields.Boolean(required=True)


def maybe() -> Field[Any]:
    """A flag that came later than its event: absent means no."""
    return fields.Boolean(load_default=False)


def one_of(*choices: str, required: bool = True) -> Field[Any]:
    return fields.String(required=required, allow_none=not required, validate=validate.OneOf(choices))


def texts(*, longest: int = 200, required: bool = True) -> Field[Any]:
    """Texts; a list that is not required may be absent."""
    return fields.List(fields.String(validate=validate.Length(max=longest)), required=required)


CASE = {
    "case_id": text(),
    "case_number": text(),
    "item_code": text(),
    "item_kind": one_of(*ITEM_KINDS),
    "window": number(least=1),
}
"""What every event of a case tells."""
CASE_EXAMPLE = {
    "case_id": "0195e0c3", "case_number": "33108211420260302010001", "item_code": "BM-MZ-001",
    "item_kind": "promised", "window": 5,
}  # fmt: skip
