"""What the progress query takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.casework.deliveries.schemas import PublicDelivery
from services.intake.casework.stages.schemas import PublicStage


class ProgressQuery(Schema):
    number = fields.String(
        required=True, validate=validate.Length(max=40), metadata={"description": "办件编号或网上申请编号"}
    )
    code = fields.String(required=True, validate=validate.Length(max=20), metadata={"description": "查询码"})


class StepView(Schema):
    on = fields.Date(required=True)
    code = fields.String(required=True)
    words = fields.String(required=True)


class ProgressView(Schema):
    """What the public page shows: how far, and until when. Never who."""

    number = fields.String(required=True)
    case_number = fields.String(required=True, allow_none=True)
    item_name = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "办理状态（中文）"})
    steps = fields.List(fields.Nested(StepView), required=True, metadata={"description": "办理经过，按日期"})
    stages = fields.List(fields.Nested(PublicStage), required=True, metadata={"description": "办理环节"})
    delivery = fields.Nested(PublicDelivery, required=True, allow_none=True, metadata={"description": "结果送达"})
    reply_by = fields.Date(required=True, allow_none=True, metadata={"description": "应在此日前答复是否受理"})
    supplement_until = fields.Date(required=True, allow_none=True)
    missing = fields.List(fields.String(), required=True, metadata={"description": "待补的清单材料"})
    missing_others = fields.Integer(required=True, metadata={"description": "另有几项，见告知书"})
    promised_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True, metadata={"description": "暂定"})
