"""What the routes of attachments take and give. What one is called is personal: for those alone who may read it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import SEQUENCE, Reason
from services.intake.online.attachments.rules import RETENTION, State


class MaterialQuery(Schema):
    material = fields.Integer(
        load_default=None, validate=SEQUENCE, metadata={"description": "材料清单中的序号；不填为不属于某一项"}
    )


class AttachmentView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    case_id = fields.String(required=True, allow_none=True)
    application_id = fields.String(required=True, allow_none=True)
    material_seq = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "字节"})
    pages = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    channel = fields.String(required=True)
    added_at = fields.AwareDateTime(required=True)
    added_by = fields.String(required=True)
    scanned_at = fields.AwareDateTime(required=True, allow_none=True)
    finding = fields.String(required=True, allow_none=True, metadata={"description": "病毒名"})
    retention_class = fields.String(required=True)
    remove_on = fields.Date(required=True, allow_none=True, metadata={"description": "到期删除日；空为未到或永久"})
    held_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"description": "封存时间"})
    hold_reason = fields.String(required=True, allow_none=True)
    removed_at = fields.AwareDateTime(required=True, allow_none=True)
    removed_why = fields.String(required=True, allow_none=True)


class AttachmentQuery(PageQuery):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；只属于一个中心时可不填"})
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    case_id = fields.String(load_default=None, validate=validate.Length(max=36))


class SetRetention(Reason):
    retention_class = fields.String(
        required=True, validate=validate.OneOf(list(RETENTION)), metadata={"description": "定期10年、定期30年、永久"}
    )
