"""What the routes of external references take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words


class Reference(Schema):
    source = words(120, metadata={"description": "来源：平台或机关，如 省政务服务平台"})
    external_id = words(120, metadata={"description": "该来源的编号，原样保存"})


class RemoveReference(Reference):
    reason = words(300)


class ReferenceQuery(PageQuery):
    external_id = words(120)
    source = fields.String(load_default=None, validate=validate.Length(max=120))


class ReferenceView(Reference):
    added_at = fields.AwareDateTime(required=True)
    added_by = fields.String(required=True)
