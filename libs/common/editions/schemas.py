"""What editions and moves look like from outside."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from libs.common.calendar.changes import DayChange
from libs.common.http import PageQuery


class ChangeView(Schema):
    """A day that is treated differently."""

    date = fields.Date(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    was_confirmed = fields.Boolean(required=True)
    is_confirmed = fields.Boolean(required=True)
    works_changed = fields.Boolean(required=True, metadata={"description": "是否计入工作日有变"})
    words = fields.String(required=True)


def change_shown(change: DayChange) -> dict[str, Any]:
    return {
        "date": change.date,
        "before": change.before.value,
        "after": change.after.value,
        "was_confirmed": change.was_confirmed,
        "is_confirmed": change.is_confirmed,
        "works_changed": change.works_changed,
        "words": change.words,
    }


class EditionView(Schema):
    number = fields.Integer(required=True, metadata={"description": "版次"})
    calendar_id = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "依据"})
    taken_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    done = fields.Integer(required=True, metadata={"description": "已重算的在办事项"})
    moved = fields.Integer(required=True, metadata={"description": "日期或暂定标记有变的期限"})
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class EditionInFull(EditionView):
    left = fields.Integer(required=True, metadata={"description": "尚待重算的在办事项"})
    total = fields.Integer(required=True)
    changes = fields.List(fields.Nested(ChangeView), required=True, metadata={"description": "与上一版次的不同"})


class MoveQuery(PageQuery):
    centre = fields.String(load_default=None, metadata={"description": "不填为本人服务区域内全部中心"})
    kind = fields.String(load_default=None, validate=validate.Length(max=24))
    moved = fields.Boolean(
        load_default=None, allow_none=True, metadata={"description": "true 仅日期变动；false 仅暂定标记"}
    )
    subject_id = fields.String(load_default=None, validate=validate.Length(max=36))


class MoveView(Schema):
    id = fields.String(required=True)
    edition = fields.Integer(required=True)
    kind = fields.String(required=True)
    kind_words = fields.String(required=True, metadata={"description": "期限名称"})
    subject_id = fields.String(required=True)
    number = fields.String(required=True, allow_none=True, metadata={"description": "办件、上门服务、申请或诉求编号"})
    centre = fields.String(required=True)
    before = fields.Date(required=True, allow_none=True, metadata={"description": "空为暂停计时"})
    after = fields.Date(required=True, allow_none=True)
    provisional_before = fields.Boolean(required=True)
    provisional_after = fields.Boolean(required=True)
    moved = fields.Boolean(required=True)
    text = fields.String(required=True, metadata={"description": "变动及原因"})
    at = fields.AwareDateTime(required=True)
