"""What the routes of the archive take and give."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.archive.classes import retention_classes
from services.intake.casework.cases.schemas import words


class ArchiveCase(Schema):
    retention = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=24),
        metadata={"description": "保管期限，见清单；不填按事项类型"},
    )  # fmt: skip
    place = words(80, load_default=None, allow_none=True, metadata={"description": "纸质材料存放处"})


class Prolong(Schema):
    until = fields.Date(required=True, allow_none=True, metadata={"description": "延长至；空为永久"})
    reason = words(300)


class Dispose(Schema):
    case_ids = fields.List(
        fields.String(validate=validate.Length(max=36)), required=True, validate=validate.Length(min=1, max=20)
    )
    reason = words(300, metadata={"description": "鉴定销毁意见"})


class FileQuery(PageQuery):
    number = fields.String(load_default=None, validate=validate.Length(max=80))
    retention = fields.String(load_default=None, validate=validate.Length(max=24))


class ArchiveView(Schema):
    case_id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    number = fields.String(required=True, metadata={"description": "档号"})
    retention = fields.String(required=True)
    retention_name = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "保管期限依据"})
    keep_until = fields.Date(required=True, allow_none=True, metadata={"description": "保管至；空为永久"})
    place = fields.String(required=True, allow_none=True)
    filed_at = fields.AwareDateTime(required=True)
    filed_by = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True, metadata={"description": "延长或销毁的意见"})
    decided_by = fields.String(required=True, allow_none=True)
    disposed_at = fields.AwareDateTime(required=True, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if attr == "retention_name":
            return retention_classes()[obj.retention].name
        if attr == "source":
            return retention_classes()[obj.retention].source
        return super().get_attribute(obj, attr, default)


class Disposed(Schema):
    items = fields.List(fields.Nested(ArchiveView), required=True)


class RetentionView(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    years = fields.Integer(required=True, allow_none=True)
    source = fields.String(required=True)


class RetentionList(Schema):
    items = fields.List(fields.Nested(RetentionView), required=True)
