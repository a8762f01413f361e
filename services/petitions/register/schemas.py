"""What the register's routes take and give."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.petitions.register.rules import CHANNELS, State

_FILLED = validate.Regexp(r"(?s).*\S", error="不能为空")


def _optional(longest: int, *more: validate.Validator) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=[validate.Length(1, longest), *more])


class RegisterPetition(Schema):
    centre = fields.String(required=True, validate=validate.Length(1, 32))
    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    category_code = fields.String(required=True, validate=validate.Length(1, 16))
    text = fields.String(required=True, validate=[validate.Length(1, 8000), _FILLED])
    number = _optional(64, validate.Regexp(r"[\w-]+\Z", error="编号只能含字母、数字和连字符"))
    village_code = _optional(12, validate.Regexp(r"[0-9]{12}\Z", error="村代码应为 12 位数字"))
    caller_name = _optional(50)
    caller_phone = _optional(20)
    wants_secrecy = fields.Boolean(load_default=False)
    received_at = fields.AwareDateTime(load_default=None, allow_none=True)
    unit = _optional(16)
    county_due_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "上级派单自带的期限"}
    )


class FindByCaller(Schema):
    centre = fields.String(required=True, validate=validate.Length(1, 32))
    caller_name = _optional(50)
    caller_phone = _optional(20)

    @validates_schema
    def something_to_go_by(self, data: dict[str, Any], **_: Any) -> None:
        if not (data.get("caller_name") or data.get("caller_phone")):
            raise ValidationError("姓名和电话至少填一项", "caller_phone")


class RevealCaller(Schema):
    reason = fields.String(required=True, validate=[validate.Length(2, 200), _FILLED])


class PetitionQuery(PageQuery):
    centre = fields.String(required=True)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    unit = fields.String(load_default=None)


class ReceiptView(Schema):
    """What a change answers with: nothing personal, it may be stored for a repeat."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    unit = fields.String(allow_none=True)
    sign_by = fields.Date(allow_none=True)
    sign_provisional = fields.Boolean(required=True, metadata={"description": "签收期限暂定"})
    due_on = fields.Date(allow_none=True)
    provisional = fields.Boolean(required=True, metadata={"description": "办理期限暂定：依据尚未公布的工作日历"})
    timing = fields.String(allow_none=True)


class PetitionView(ReceiptView):
    """``caller_*`` and ``secret`` are absent for the handling unit."""

    centre = fields.String(required=True)
    channel = fields.String(required=True)
    category_code = fields.String(required=True)
    kind = fields.String(required=True)
    urgent = fields.Boolean(required=True)
    village_code = fields.String(allow_none=True)
    text = fields.String(required=True)
    caller_name = fields.String(allow_none=True, metadata={"description": "已脱敏"})
    caller_phone = fields.String(allow_none=True, metadata={"description": "已脱敏"})
    secret = fields.Boolean()
    received_at = fields.AwareDateTime(required=True)
    dispatched_at = fields.AwareDateTime(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    derivation = fields.List(fields.String(), metadata={"description": "到期日的推算过程"})


class FoundView(Schema):
    items = fields.List(fields.Nested(PetitionView()), required=True)


class CallerView(Schema):
    caller_name = fields.String(allow_none=True, required=True)
    caller_phone = fields.String(allow_none=True, required=True)


class MoveView(Schema):
    move = fields.String(required=True)
    origin = fields.String(allow_none=True)
    to = fields.String(required=True)
    unit = fields.String(allow_none=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True)


class HistoryView(Schema):
    items = fields.List(fields.Nested(MoveView()), required=True)
